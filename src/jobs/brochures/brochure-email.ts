import type { Payload } from 'payload';
import type { Envelope } from '../../events/emit.ts';
import {
  type DeliveryProblem,
  findBrochureRecipient,
  markDelivered,
  recordProblem,
} from '../../services/brochures/brochure-delivery.ts';
import {
  BrochureMissingError,
  createDownloadLink,
  findBrochureToSend,
  openBrochurePdf,
} from '../../services/brochures/brochure-file.ts';
import { isMailboxMissing, type Mail, renderBrandedEmail } from '../send-email.ts';

export type BrochureTopic = 'brochure.requested' | 'brochure.resend_requested';

/**
 * The maximum size of an attached PDF. A larger PDF is sent as a link: base64 adds a third, and many mail servers would refuse
 * the message.
 */
const MAX_ATTACHED_BYTES = 8 * 1_048_576;

/**
 * Builds the e-mail with the default brochure (docs/spec/flows.md#5-ask-for-the-brochure), or with a link if the PDF is large.
 * Null if the person was erased. The PDF is streamed to the mail server.
 * @throws BrochureMissingError if an editor has to provide the brochure or its PDF first
 */
export async function buildBrochureEmail(payload: Payload, event: Envelope<BrochureTopic>): Promise<Mail | null> {
  const { brochureRequestId } = event.payload;
  const recipient = await findBrochureRecipient(payload, brochureRequestId);
  if (!recipient) return null;
  const { email: to, firstName } = recipient;
  const brochure = await findBrochureToSend(payload);
  const { brochureId, title } = brochure;
  const whenAccepted = markDelivered(brochureRequestId, brochureId);
  if (brochure.bytes > MAX_ATTACHED_BYTES) {
    const download = createDownloadLink(payload, brochureId);
    return {
      to,
      whenAccepted,
      content: await renderBrandedEmail(payload, 'brochure-delivery', { firstName, title, download }),
    };
  }
  const content = await renderBrandedEmail(payload, 'brochure-delivery', { firstName, title });
  const pdf = await openBrochurePdf(payload, brochure);
  return {
    ...{ to, content, whenAccepted },
    attachments: [{ filename: 'brochure.pdf', content: pdf.body, contentType: 'application/pdf' }],
  };
}

/**
 * Stores on the brochure request why the brochure was not sent. If storing fails, the error is only logged, so that it does not
 * hide the original error.
 */
export async function recordDeliveryFailure(
  payload: Payload,
  event: Envelope<BrochureTopic>,
  error: unknown,
): Promise<void> {
  const { brochureRequestId } = event.payload;
  await recordProblem(payload, brochureRequestId, toDeliveryProblem(error)).catch((err: unknown) =>
    payload.logger.warn({ err, brochureRequestId }, 'Could not record why a brochure was not sent.'),
  );
}

function toDeliveryProblem(error: unknown): DeliveryProblem {
  if (error instanceof BrochureMissingError) return error.problem;
  return isMailboxMissing(error) ? 'REFUSED' : 'FAILED';
}

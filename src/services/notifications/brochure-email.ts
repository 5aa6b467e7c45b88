import type { Payload } from 'payload';
import type { Envelope } from '../../events/envelope.ts';
import { BrochureMissing, brochureToSend, openPdf } from '../brochures/brochure-to-send.ts';
import { brochureRecipient, markDelivered, markProblem } from '../brochures/delivery.ts';
import type { DeliveryProblem } from '../brochures/delivery-problems.ts';
import { downloadLink } from '../brochures/download-link.ts';
import { brandedEmail } from './branded-email.ts';
import { isRefusedForGood, type Mail } from './send-email.ts';

export type BrochureTopic = 'brochure.requested' | 'brochure.resend_requested';

/** A larger PDF goes as a link: with the third that base64 adds, many mail servers would refuse the message. */
const MAX_ATTACHED_BYTES = 8 * 1_048_576;

/**
 * Brings the default brochure to whoever asked for it (flow 5), or a link to it when it is large; null for whom an erasure has
 * taken out. The PDF is not read before the mail server takes it.
 * @throws BrochureMissing when an editor has to see to it first
 */
export async function brochureDelivery(payload: Payload, event: Envelope<BrochureTopic>): Promise<Mail | null> {
  const { brochureRequestId } = event.payload;
  const recipient = await brochureRecipient(payload, brochureRequestId);
  if (!recipient) return null;
  const { email: to, firstName } = recipient;
  const brochure = await brochureToSend(payload);
  const { brochureId, title } = brochure;
  const whenTaken = markDelivered(brochureRequestId, brochureId);
  if (brochure.bytes > MAX_ATTACHED_BYTES) {
    const download = downloadLink(payload, brochureId);
    return { to, whenTaken, content: await brandedEmail(payload, 'brochure-delivery', { firstName, title, download }) };
  }
  const content = await brandedEmail(payload, 'brochure-delivery', { firstName, title });
  const pdf = await openPdf(payload, brochure);
  return {
    ...{ to, content, whenTaken },
    attachments: [{ filename: 'brochure.pdf', content: pdf.body, contentType: 'application/pdf' }],
  };
}

/** Notes at the request why it was not delivered. It must not hide that, so its own failure is only logged. */
export async function noteFailure(payload: Payload, event: Envelope<BrochureTopic>, error: unknown): Promise<void> {
  const { brochureRequestId } = event.payload;
  await markProblem(payload, brochureRequestId, problemOf(error)).catch((err: unknown) =>
    payload.logger.warn({ err, brochureRequestId }, 'The problem of a brochure request could not be noted.'),
  );
}

function problemOf(error: unknown): DeliveryProblem {
  if (error instanceof BrochureMissing) return error.problem;
  return isRefusedForGood(error) ? 'REFUSED' : 'FAILED';
}

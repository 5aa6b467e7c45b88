import type { Readable } from 'node:stream';
import type { Payload } from 'payload';
import { limitForUnverified } from '../emails/limit-for-unverified.ts';
import { type MessageName, type MessageProps, type RenderedEmail, renderEmail } from '../emails/messages.ts';
import type { StoreWithMarker } from '../events/apply-once.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { withSpan } from '../lib/tracing.ts';
import { readBrand } from '../services/settings/index.ts';

/** A calendar entry attached to an e-mail. With it, calendars add, move or remove the appointment (RFC 6047). */
export type IcsInvitation = { method: 'REQUEST' | 'CANCEL'; content: string };

/** An attachment. A stream is read while the mail server receives the message, and is always closed afterwards. */
export type Attachment = { filename: string; content: Buffer | Readable; contentType: string };

/** An e-mail, complete except for sender, Message-ID and headers. */
export type Mail = {
  to: string;
  content: RenderedEmail;
  invitation?: IcsInvitation;
  attachments?: Attachment[];
  /** Database writes that run once, after the mail server has accepted the e-mail. */
  whenAccepted?: StoreWithMarker;
};

/** Headers that suppress out-of-office replies: the standard header (RFC 3834) and Exchange's own. */
const AUTOMATIC_HEADERS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/**
 * Sends an e-mail. Its Message-ID is always `<eventId>.<subscriber>` at our domain, so that mail servers and mail clients
 * recognise a second copy as a duplicate.
 * @throws the mail server's refusal, or the network error
 */
export async function sendEmail(payload: Payload, eventId: string, subscriber: string, mail: Mail): Promise<void> {
  const emailDomain = runtimeOf(payload).emailFrom.replace(/^.*@/, '');
  const { attachments = [] } = mail;
  try {
    await withSpan(`e-mail ${subscriber}`, { kind: 'client', attributes: { 'event.id': eventId } }, () =>
      payload.sendEmail({
        ...mail.content,
        to: mail.to,
        messageId: `<${eventId}.${subscriber}@${emailDomain}>`,
        headers: AUTOMATIC_HEADERS,
        ...(mail.invitation && { icalEvent: { ...mail.invitation, filename: 'appointment.ics' } }),
        ...(attachments.length > 0 && { attachments }),
      }),
    );
  } finally {
    // Close the streams, because the stream of a message that was refused or never reached the server has not been read.
    for (const { content } of attachments) if (!Buffer.isBuffer(content)) content.destroy();
  }
}

/**
 * The status codes of RFC 3463 for a missing mailbox. 5.1.x concerns the recipient's address, except 5.1.7 and 5.1.8, which
 * concern the sender's address; 5.2.1 is a disabled mailbox.
 */
const NO_SUCH_MAILBOX = /^5\d\d[ -]5\.(1\.(?![78]\b)\d+|2\.1)\b/;

type SmtpError = { code?: unknown; command?: unknown; response?: unknown; responseCode?: unknown };

/**
 * Whether the mail server replied that the mailbox does not exist, so that a retry is pointless. Other refusals may have causes
 * on our side: an exceeded quota, or a server that no longer accepts our mail.
 */
export function isMailboxMissing(error: unknown): boolean {
  const { command, response } = Object(error) as SmtpError;
  return command === 'RCPT TO' && typeof response === 'string' && NO_SUCH_MAILBOX.test(response);
}

/** Whether the mail server received the whole message and then refused it (5xx, RFC 5321 §4.2.1). */
export function isRefusedMessage(error: unknown): boolean {
  const { code, responseCode } = Object(error) as SmtpError;
  return code === 'EMESSAGE' && typeof responseCode === 'number' && responseCode >= 500;
}

type Reader = { /** Whether the reader has verified the address. */ verified: boolean };

/**
 * Renders an e-mail with the company's current name, colour and logo. For a reader who has not verified the address, the props
 * are limited to those in `UNVERIFIED_PROPS`.
 */
export async function renderBrandedEmail<Name extends MessageName>(
  payload: Payload,
  name: Name,
  props: MessageProps[Name],
  { verified }: Reader = { verified: false },
): Promise<RenderedEmail> {
  const { company, tagline, colour, emailLogo } = await readBrand(payload);
  const visibleProps = verified ? props : limitForUnverified(name, props);
  return renderEmail(name, visibleProps, { company, tagline, colour, logo: emailLogo });
}

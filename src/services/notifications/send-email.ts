import type { Readable } from 'node:stream';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { RenderedEmail } from '../../emails/messages.ts';
import type { AlsoStore } from '../../events/once-outside.ts';
import { traced } from '../../tracing.ts';

/** A calendar entry that goes with an e-mail, so that diaries add, move or remove the appointment (RFC 6047). */
export type CalendarPart = { method: 'REQUEST' | 'CANCEL'; content: string };

/** A file that goes with an e-mail; a stream is read as the mail server takes it, and closed whatever becomes of that. */
export type Attachment = { filename: string; content: Buffer | Readable; contentType: string };

/** An e-mail, ready but for its envelope. */
export type Mail = {
  to: string;
  content: RenderedEmail;
  calendar?: CalendarPart;
  attachments?: Attachment[];
  /** What to store, once, when the mail server has taken it. */
  whenTaken?: AlsoStore;
};

/** No out-of-office replies to machines (RFC 3834), in the standard's words and in Exchange's. */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/**
 * Sends an e-mail. Its Message-ID is `<eventId>.<subscriber>` at our domain whenever it is sent, so that a mail server, or
 * a reader, sees that a second copy is the same one.
 * @throws the mail server's refusal, or the network's error.
 */
export async function sendEmail(payload: Payload, eventId: string, subscriber: string, mail: Mail): Promise<void> {
  const domain = domainOf(payload).emailFrom.replace(/^.*@/, '');
  const { attachments = [] } = mail;
  try {
    await traced(`e-mail ${subscriber}`, { kind: 'client', attributes: { 'event.id': eventId } }, () =>
      payload.sendEmail({
        ...mail.content,
        to: mail.to,
        messageId: `<${eventId}.${subscriber}@${domain}>`,
        headers: AUTOMATIC,
        ...(mail.calendar && { icalEvent: { ...mail.calendar, filename: 'appointment.ics' } }),
        ...(attachments.length > 0 && { attachments }),
      }),
    );
  } finally {
    // One that was refused or never reached the server has not been read.
    for (const { content } of attachments) if (!Buffer.isBuffer(content)) content.destroy();
  }
}

/**
 * RFC 3463: 5.1.x is about the recipient's address, but for 5.1.7 and 5.1.8, which are about the sender's; 5.2.1 is a mailbox that takes no
 * mail any more.
 */
const NO_SUCH_MAILBOX = /^5\d\d[ -]5\.(1\.(?![78]\b)\d+|2\.1)\b/;

type SmtpError = { code?: unknown; command?: unknown; response?: unknown; responseCode?: unknown };

/**
 * Whether the mail server said that there is no such mailbox, so that no retry helps. Every other refusal may be trouble of our own: a
 * sender that is over its quota, a server that does not know us any more.
 */
export function isRefusedForGood(error: unknown): boolean {
  const { command, response } = Object(error) as SmtpError;
  return command === 'RCPT TO' && typeof response === 'string' && NO_SUCH_MAILBOX.test(response);
}

/** Whether the mail server refused what is in the e-mail, after it had read it (5xx, RFC 5321 §4.2.1). */
export function isRefusedMessage(error: unknown): boolean {
  const { code, responseCode } = Object(error) as SmtpError;
  return code === 'EMESSAGE' && typeof responseCode === 'number' && responseCode >= 500;
}

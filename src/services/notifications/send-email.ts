import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { RenderedEmail } from '../../emails/messages.ts';

/** A calendar entry that goes with an e-mail, so that diaries add, move or remove the appointment (RFC 6047). */
export type CalendarPart = { method: 'REQUEST' | 'CANCEL'; content: string };

/** A file that goes with an e-mail. */
export type Attachment = { filename: string; content: Buffer; contentType: string };

/** An e-mail, ready but for its envelope. */
export type Mail = { to: string; content: RenderedEmail; calendar?: CalendarPart; attachments?: Attachment[] };

/** No out-of-office replies to machines (RFC 3834), in the standard's words and in Exchange's. */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/**
 * Sends an e-mail. Its Message-ID is `<eventId>.<subscriber>` at our domain whenever it is sent, so that a mail server, or
 * a reader, sees that a second copy is the same one.
 * @throws the mail server's refusal, or the network's error.
 */
export async function sendEmail(payload: Payload, eventId: string, subscriber: string, mail: Mail): Promise<void> {
  const domain = domainOf(payload).emailFrom.replace(/^.*@/, '');
  await payload.sendEmail({
    ...mail.content,
    to: mail.to,
    messageId: `<${eventId}.${subscriber}@${domain}>`,
    headers: AUTOMATIC,
    ...(mail.calendar && { icalEvent: { ...mail.calendar, filename: 'appointment.ics' } }),
    ...(mail.attachments && { attachments: mail.attachments }),
  });
}

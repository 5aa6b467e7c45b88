import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { countEmails } from '../../events/count-emails.ts';
import type { Envelope } from '../../events/envelope.ts';
import { giveUpEffect } from '../../events/give-up.ts';
import { rateLimited } from '../../metrics.ts';
import { isVerifiedAddress } from '../identity/verified-address.ts';

/** The e-mails that customers cause by what they do with bookings; the subscriber that sends each. */
const EMAILS = {
  'booking.created': 'booking-confirmation',
  'booking.rescheduled': 'booking-rescheduled',
  'booking.cancelled': 'booking-cancelled',
} as const;

/** E-mails that customers can cause in any hour to one address that is not known to be theirs. */
const LIMIT = { name: 'booking-emails-per-address', points: 6, seconds: 3600 };

/**
 * Sees to it that customers who book in the name of somebody else's address cannot flood its mailbox: above the limit the change
 * is made, and the e-mail about it is given up. Counted in Postgres, exactly: two changes that concern one address wait for each
 * other. To be called for what customers do, in the transaction of the event; what staff do is always told.
 */
export async function limitEmails(
  req: Transactional,
  { id, topic, payload }: Envelope<keyof typeof EMAILS>,
): Promise<void> {
  const { email, userId } = payload;
  if (email === null) return;
  const tx = await sessionOf(req);
  if (await isVerifiedAddress(tx, email, userId)) return;
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`booking-emails:${email}`}, 0))`);
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM bookings WHERE email = ${email} AND updated_at > now() - ${2 * LIMIT.seconds} * interval '1 second'`);
  const { points, seconds, name } = LIMIT;
  const count = await countEmails(req, { bookingIds: rows.map((row) => row.id), emails: EMAILS, seconds });
  if (count <= points) return;
  rateLimited.inc({ limit: name });
  await giveUpEffect(req, id, EMAILS[topic]);
  req.payload.logger.info(
    { eventId: id, limit: name },
    'An e-mail about a booking is not sent: its address has had too many.',
  );
}

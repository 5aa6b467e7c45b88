import { sql } from '@payloadcms/db-postgres';
import { textArray } from '../database/array-literal.ts';
import { sessionOf, type Transactional } from '../database/transaction.ts';
import type { Topic } from './topics.ts';

type Asked = {
  bookingIds: readonly string[];
  /** The subscriber that sends the e-mail of each topic. */
  emails: Partial<Record<Topic, string>>;
  seconds: number;
};

/**
 * How many e-mails about some bookings were caused by the events of the last `seconds`, those of the transaction of `req`
 * included: sent, or still to be sent, and not given up.
 */
export async function countEmails(req: Transactional, { bookingIds, emails, seconds }: Asked): Promise<number> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events AS event
    WHERE payload->>'bookingId' = ANY(${textArray(bookingIds)}::text[]) AND topic = ANY(${textArray(Object.keys(emails))}::text[])
      AND timestamp > now() - ${seconds} * interval '1 second'
      AND NOT EXISTS (SELECT 1 FROM event_receipts WHERE event_id = event.id AND given_up_at IS NOT NULL
        AND subscriber = ANY(${textArray(Object.values(emails))}::text[]))`);
  return rows[0]?.count ?? 0;
}

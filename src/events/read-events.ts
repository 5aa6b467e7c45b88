import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type Executor, toTextArray } from '../database/executor.ts';
import { database, type Transactional, transactionOf } from '../database/transaction.ts';
import { belongsToPerson, type Person } from './personal-data.ts';
import type { Topic } from './topics.ts';

/** A condition on `event_receipts`: the effect has happened. */
const isSentSql = sql`done_at IS NOT NULL AND given_up_at IS NULL AND NOT skipped`;

/**
 * An event with its finished subscribers; times are ISO 8601. Subscribers whose effect was given up, or had nothing to send, are
 * omitted.
 */
export type OrderEvent = {
  topic: string;
  at: string;
  done: { subscriber: string; at: string }[];
};

/** The events about an order, oldest first. */
export async function readOrderEvents(payload: Payload, orderId: string): Promise<OrderEvent[]> {
  const { rows } = await database(payload).execute<OrderEvent>(sql`
    SELECT topic, to_json(timestamp) #>> '{}' AS at,
      (SELECT coalesce(json_agg(json_build_object('subscriber', subscriber, 'at', done_at)), '[]')
        FROM event_receipts WHERE event_id = event.id AND ${isSentSql}) AS done
    FROM domain_events AS event WHERE payload->>'orderId' = ${orderId} ORDER BY id`);
  return rows;
}

type DocumentEvent = { topic: string; at: string; correlationId: string };

/** For each collection, the payload field that holds the document's id. The fields are indexed. */
const SUBJECT_FIELDS = {
  bookings: sql`payload->>'bookingId'`,
  orders: sql`payload->>'orderId'`,
  'brochure-requests': sql`payload->>'brochureRequestId'`,
};

const isSubject = (collection: string): collection is keyof typeof SUBJECT_FIELDS => collection in SUBJECT_FIELDS;

/** The newest 50 events about a document, newest first; empty for collections without events. */
export async function readDocumentEvents(
  payload: Payload,
  collection: string,
  id: string | null,
): Promise<DocumentEvent[]> {
  if (!isSubject(collection) || id === null) return [];
  const { rows } = await database(payload).execute<DocumentEvent>(sql`
    SELECT topic, to_json(timestamp) #>> '{}' AS at, correlation_id AS "correlationId"
    FROM domain_events WHERE ${SUBJECT_FIELDS[collection]} = ${id} ORDER BY id DESC LIMIT 50`);
  return rows;
}

/**
 * An e-mail about a document: the document's collection, the topics of the events that cause the e-mail, and the subscriber that
 * sends it.
 */
export type Delivery = { document: keyof typeof SUBJECT_FIELDS; topics: readonly Topic[]; subscriber: string };

/** Ids of the events about a document, newest first, for which the e-mail of `subscriber` is still pending. */
export async function listOpenDeliveries(
  db: Executor,
  { document, topics, subscriber }: Delivery,
  id: string,
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM domain_events AS event
    WHERE settled_at IS NULL AND ${SUBJECT_FIELDS[document]} = ${id} AND topic = ANY(${toTextArray(topics)}::text[])
      AND NOT EXISTS (
        SELECT FROM event_receipts WHERE event_id = event.id AND subscriber = ${subscriber} AND done_at IS NOT NULL)
    ORDER BY id DESC`);
  return rows.map(({ id }) => id);
}

type ReceiptQuery = { person: Person; subscribers: readonly string[]; limit: number };

/**
 * Returns up to `limit` done receipts of the given subscribers for a person's events, newest event first; `at` is ISO 8601.
 * Receipts of effects that were given up, or had nothing to send, are omitted.
 */
export async function listDoneReceipts(
  payload: Payload,
  { person, subscribers, limit }: ReceiptQuery,
): Promise<{ subscriber: string; at: string }[]> {
  const { rows } = await database(payload).execute<{ subscriber: string; at: string }>(sql`
    SELECT subscriber, to_json(done_at) #>> '{}' AS at
    FROM domain_events AS event JOIN event_receipts ON event_id = event.id
    WHERE ${belongsToPerson(person, { account: sql`payload->>'userId'`, email: sql`payload->>'email'` })} AND subscriber = ANY(${toTextArray(subscribers)}::text[])
      AND ${isSentSql}
    ORDER BY event.id DESC LIMIT ${limit}`);
  return rows;
}

type EmailCountQuery = {
  bookingIds: readonly string[];
  /** The subscriber that sends the e-mail of each topic. */
  emails: Partial<Record<Topic, string>>;
  seconds: number;
};

/**
 * Counts the sent and pending e-mails about the given bookings, without e-mails that were given up. Only events of the last
 * `seconds` count, including events of the transaction of `req`.
 */
export async function countEmails(
  req: Transactional,
  { bookingIds, emails, seconds }: EmailCountQuery,
): Promise<number> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events AS event
    WHERE payload->>'bookingId' = ANY(${toTextArray(bookingIds)}::text[]) AND topic = ANY(${toTextArray(Object.keys(emails))}::text[])
      AND timestamp > now() - ${seconds} * interval '1 second'
      AND NOT EXISTS (SELECT 1 FROM event_receipts WHERE event_id = event.id AND given_up_at IS NOT NULL
        AND subscriber = ANY(${toTextArray(Object.values(emails))}::text[]))`);
  return rows[0]?.count ?? 0;
}

type BookingEventQuery = { bookingId: string; topic: Topic; seconds: number };

/** Counts the events of a topic about a booking within the last `seconds`, including events of the transaction of `req`. */
export async function countBookingEvents(
  req: Transactional,
  { bookingId, topic, seconds }: BookingEventQuery,
): Promise<number> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events
    WHERE payload->>'bookingId' = ${bookingId} AND topic = ${topic}
      AND timestamp > now() - ${seconds} * interval '1 second'`);
  return rows[0]?.count ?? 0;
}

/** The id of the newest event of a topic about a booking, including events of the transaction of `req`. */
export async function findLastBookingEvent(
  req: Transactional,
  { bookingId, topic }: Omit<BookingEventQuery, 'seconds'>,
): Promise<string | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE payload->>'bookingId' = ${bookingId} AND topic = ${topic} ORDER BY id DESC LIMIT 1`);
  return rows[0]?.id;
}

const SUBJECTS = ['orderId', 'bookingId', 'brochureRequestId', 'blogId', 'productId', 'userId'] as const;

/** The document that an event is about: its id, and the payload field that holds the id. */
export type EventSubject = { field: (typeof SUBJECTS)[number]; id: string };

/**
 * Maps event ids to their subjects. The subject is a customer only if the payload names no other document. Deleted events are
 * omitted.
 */
export async function readEventSubjects(payload: Payload, ids: readonly string[]): Promise<Map<string, EventSubject>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database(payload).execute<{ id: string; payload: Record<string, unknown> }>(sql`
    SELECT id, payload FROM domain_events WHERE id IN (${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )})`);
  return new Map(
    rows.flatMap((row): [string, EventSubject][] => {
      const field = SUBJECTS.find((name) => typeof row.payload[name] === 'string');
      return field ? [[row.id, { field, id: String(row.payload[field]) }]] : [];
    }),
  );
}

type BookingEvent = { id: string; topic: Topic; payload: { bookingId: string } };

/** Returns the status of the booking right after the event. */
export async function readBookingStatusAt(
  payload: Payload,
  { id, topic, payload: { bookingId } }: BookingEvent,
): Promise<'CANCELLED' | 'CONFIRMED' | 'PENDING'> {
  if (topic === 'booking.cancelled') return 'CANCELLED';
  const { rowCount } = await database(payload).execute(sql`
    SELECT 1 FROM domain_events
    WHERE payload->>'bookingId' = ${bookingId} AND topic = 'booking.confirmed' AND id <= ${id} LIMIT 1`);
  return rowCount ? 'CONFIRMED' : 'PENDING';
}

/**
 * Counts the changes of a booking after the event. A calendar entry that shows the booking as it was at the time of the event
 * needs the SEQUENCE number of that time: with the current number, calendars would treat the entry as the latest one. Runs only
 * for late e-mails, and reads only later events.
 */
export async function countLaterBookingChanges(payload: Payload, event: BookingEvent): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events
    WHERE id > ${event.id} AND topic IN ('booking.rescheduled', 'booking.cancelled', 'booking.confirmed', 'booking.reinstated')
      AND payload ->> 'bookingId' = ${event.payload.bookingId}`);
  return rows[0]?.count ?? 0;
}

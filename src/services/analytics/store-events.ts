import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { isConnectivityError, isDataError } from '../../database/errors.ts';
import { toJsonArray, toPlainArray, toTextArray } from '../../database/executor.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { lockExistingCustomers } from '../identity/index.ts';
import { lockRollupsShared } from './expire-tracking.ts';
import { ROLLED_UP_COLUMNS, rollUp } from './roll-ups.ts';

/** One row of `tracking_events`: an action of a visitor, a customer or the server (docs/spec/api.md#8-analytics). */
export type TrackingEvent = {
  /** A UUIDv7; its timestamp selects the monthly partition. A second event with the same id is ignored. */
  id: string;
  type: string;
  category: string | null;
  /** The properties must not contain personal data, because the rows stay after an erasure. */
  properties: Record<string, unknown>;
  sessionId: string | null;
  /** The `customers` id, if known. */
  userId: string | null;
  pageUrl: string | null;
  referrer: string | null;
  /** UTM parameters and click ids, as returned by `parseCampaign`. */
  utm: Record<string, string>;
  isBot: boolean;
  /** The sender's network, /24 for IPv4 and /48 for IPv6; never a full address. */
  ipPrefix: string | null;
  /**
   * ISO 8601 in UTC: when the event happened, or when it was received if the time claimed by the sender is missing or
   * implausible.
   */
  occurredAt: string;
  /** ISO 8601 in UTC: when the server received the event. */
  receivedAt: string;
};

/**
 * An accepted event as JSON, and its place in the buffer: the id of the stream entry, followed by `/` and the index of the event
 * unless it is the entry's first event.
 */
export type BufferedEvent = { place: string; json: string };

/** Thrown for data in the buffer that cannot be read as an analytics event. */
export class UnreadableEventError extends Error {}

/** Parses an event of the buffer. @throws UnreadableEventError if the text is not an event */
export function parseBufferedEvent(json: string): TrackingEvent {
  const event = parseJson(json) as Partial<TrackingEvent> | null;
  if (typeof event !== 'object' || event === null) throw new UnreadableEventError('The event is not an object.');
  const { id, type, occurredAt, receivedAt } = event;
  if ([id, type, occurredAt, receivedAt].every((value) => typeof value === 'string')) return event as TrackingEvent;
  throw new UnreadableEventError('The id, type, event time or receipt time is missing.');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnreadableEventError('The event is not valid JSON.', { cause });
  }
}

/**
 * Records events in the transaction of `req` and counts the new events, in one statement. Events that are already recorded are
 * ignored, so several processes may record the same events at once (docs/dashboards.md).
 */
export async function insertEvents(req: Transactional, events: readonly TrackingEvent[]): Promise<void> {
  if (events.length === 0) return;
  await lockRollupsShared(req);
  await (await transactionOf(req)).execute(rollUp(insertNewEvents(sortById(events))), { prepared: true });
}

/** Sorts events by id, so that two transactions that insert the same events cannot deadlock. */
const sortById = (events: readonly TrackingEvent[]) => [...events].sort((a, b) => (a.id < b.id ? -1 : 1));

const insertNewEvents = (events: readonly TrackingEvent[]) => sql`
  INSERT INTO tracking_events (id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot,
    ip_prefix, occurred_at, received_at)
  SELECT * FROM unnest(
    ${toPlainArray(events.map(({ id }) => id))}::uuid[],
    ${toTextArray(events.map(({ type }) => type))}::text[],
    ${toTextArray(events.map(({ category }) => category))}::text[],
    ${toJsonArray(events.map(({ properties }) => properties))}::jsonb[],
    ${toTextArray(events.map(({ sessionId }) => sessionId))}::text[],
    ${toPlainArray(events.map(({ userId }) => userId))}::uuid[],
    ${toTextArray(events.map(({ pageUrl }) => pageUrl))}::text[],
    ${toTextArray(events.map(({ referrer }) => referrer))}::text[],
    ${toJsonArray(events.map(({ utm }) => utm))}::jsonb[],
    ${toPlainArray(events.map(({ isBot }) => isBot))}::boolean[],
    ${toTextArray(events.map(({ ipPrefix }) => ipPrefix))}::text[],
    ${toTextArray(events.map(({ occurredAt }) => occurredAt))}::timestamptz[],
    ${toTextArray(events.map(({ receivedAt }) => receivedAt))}::timestamptz[])
  ON CONFLICT (id) DO NOTHING
  RETURNING ${ROLLED_UP_COLUMNS}`;

/**
 * Stores events in one transaction if none of them is poison. Otherwise it halves the batch until each poison event is alone, and
 * sets the poison event aside with the reason. When this resolves, every event is stored or set aside.
 * @throws any error that is not caused by an event. The caller retries the batch, which is idempotent.
 */
export async function storeBatch(payload: Payload, buffered: readonly BufferedEvent[]): Promise<void> {
  try {
    await storeTogether(payload, buffered);
  } catch (error) {
    const reason = findPoisonReason(error);
    if (reason === undefined) throw error;
    const [first] = buffered;
    if (first && buffered.length === 1) return setEventAside(payload, first, reason);
    const middle = Math.ceil(buffered.length / 2);
    await storeBatch(payload, buffered.slice(0, middle));
    await storeBatch(payload, buffered.slice(middle));
  }
}

async function storeTogether(payload: Payload, buffered: readonly BufferedEvent[]): Promise<void> {
  const events = buffered.map(({ json }) => parseBufferedEvent(json));
  const customers = new Set(events.flatMap(({ userId }) => userId ?? []));
  await withTransaction(payload, async (req) => {
    const existing = await lockExistingCustomers(req, [...customers]);
    const storable = existing.size === customers.size ? events : events.map((event) => unlinkErased(event, existing));
    await insertEvents(req, storable);
  });
}

/**
 * Anonymises an event if its customer was erased while the event was in the buffer. The erasure anonymised only the events that
 * were already stored.
 */
function unlinkErased(event: TrackingEvent, existing: ReadonlySet<string>): TrackingEvent {
  if (event.userId === null || existing.has(event.userId)) return event;
  const { category, properties, pageUrl, referrer } = event;
  return {
    ...event,
    ...{ userId: null, sessionId: null, ipPrefix: null, properties: category === null ? {} : properties },
    ...{ pageUrl: withoutQuery(pageUrl), referrer: withoutQuery(referrer) },
  };
}

const withoutQuery = (address: string | null) => address?.split('?', 1)[0] ?? null;

/** SQLSTATE class 54: a limit was exceeded, for example a value too large for an index. */
const PROGRAM_LIMIT_EXCEEDED = /^54/;

/**
 * Returns the error message if the error shows that an event in the batch is poison. Returns undefined if the events have not
 * caused the failure: Postgres is unreachable, its disk is full, a migration is missing, or the code has a bug.
 */
function findPoisonReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || isConnectivityError(error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return error instanceof UnreadableEventError || isDataError(error) || PROGRAM_LIMIT_EXCEEDED.test(code)
    ? error.message
    : undefined;
}

/** Stores a poison event in `refused_events`, with the reason, so that people can examine it. Idempotent. */
async function setEventAside(payload: Payload, { place, json }: BufferedEvent, reason: string): Promise<void> {
  await database(payload).execute(sql`
    INSERT INTO refused_events (id, entry, reason, event, created_at, updated_at)
    VALUES (${uuidv7()}, ${place}, ${reason}, ${JSON.stringify(anonymise(json))}::jsonb, now(), now())
    ON CONFLICT (entry) DO NOTHING`);
  payload.logger.error({ entry: place, reason }, 'An analytics event cannot be stored and was set aside.');
}

/**
 * Returns an event as `{ text }` without NULs, because jsonb cannot store a NUL, and a NUL may be the reason why Postgres refused
 * the event. If the event can be parsed, user, session and network are removed, because erasures do not search `refused_events`.
 * `expireTracking` later deletes the row.
 */
function anonymise(json: string): unknown {
  try {
    const event = { ...parseBufferedEvent(json), userId: null, sessionId: null, ipPrefix: null };
    return { text: removeNul(JSON.stringify(event)) };
  } catch {
    return { text: removeNul(json) };
  }
}

const removeNul = (text: string) => text.replaceAll('\0', '');

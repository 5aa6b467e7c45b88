import { randomUUID } from 'node:crypto';
import { v5 } from 'uuid';

/** Of this project: names derived from other kinds of UUID. */
const NAMESPACE = '6f1f7a2c-57f5-4d2c-9a57-0f6b6c1f3a10';

const versionOf = (uuid: string) => uuid[14];

/** What UUIDv7s of the last instant asked for begin with: events of one millisecond share it. */
let last = { milliseconds: -1, start: '' };

/** The UUIDv7 of an instant whose other bits are those of `random`, a UUID whose last 74 bits tell it from others. */
function idAt(milliseconds: number, random: string): string {
  if (milliseconds !== last.milliseconds) {
    const time = milliseconds.toString(16).padStart(12, '0');
    last = { milliseconds, start: `${time.slice(0, 8)}-${time.slice(8)}-7` };
  }
  return last.start + random.slice(15);
}

/** Postgres keeps what is no month of its own in the default partition; times before 1970 have no UUIDv7. */
const BEFORE_ALL_MONTHS = 0;

type Sent = {
  eventId: string | undefined;
  /** When the sender says that it happened, in milliseconds, whether or not that can be believed. */
  claimedAt: number | undefined;
  /** When it happened as far as this site believes. */
  occurredAt: number;
};

/**
 * The id under which an event is stored: a UUIDv7, by whose time the table is partitioned, and the same one whenever the same
 * `eventId` is sent again, so that a resend is the same row. It is made of nothing but what the sender sends again:
 * an `eventId` that is a UUIDv7 is used as it is; another one gives its bits and `occurredAt`, as sent, the time; without
 * `occurredAt` there is no time to be had, and the row goes to the default partition. See docs/decisions/0041.
 */
export function storedId({ eventId, claimedAt, occurredAt }: Sent): string {
  if (eventId === undefined) return idAt(occurredAt, randomUUID());
  if (versionOf(eventId) === '7') return eventId;
  const time = Math.max(BEFORE_ALL_MONTHS, claimedAt ?? BEFORE_ALL_MONTHS);
  // The other versions keep in those bits what is the same for all ids of one machine.
  return idAt(time, versionOf(eventId) === '4' ? eventId : v5(eventId, NAMESPACE));
}

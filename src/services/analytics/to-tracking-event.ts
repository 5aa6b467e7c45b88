import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { v5 } from 'uuid';
import type { EventSender, SentEvent } from './ingest.ts';
import { redactAddress, removeEmails, removePrivate, splitAddress, toParameterName } from './privacy-filter.ts';
import type { TrackingEvent } from './store-events.ts';

const CAMPAIGN_PARAMETERS = new Set(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id']);
/** Click ids that advertising networks add to links. */
const CLICK_IDS = new Set([
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'gclsrc', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'],
]);
const MAX_VALUE_LENGTH = 200;
/** Matches a parameter that needs no decoding. Decoding is slow, and nearly all parameters match. */
const PLAIN_PARAMETER = /^[\w.~-]+=[\w.~-]*$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** UTM parameters and click ids, by their names in the page address. */
type CampaignParameters = Record<string, string>;

/** The parts of a page address that are stored. */
type PageAddress = { address: string; campaign: CampaignParameters };

/** A cache, because most events share a few page addresses and referrers. */
const cache = new LRUCache<string, PageAddress>({ max: 2000 });

/**
 * Returns the results of {@link redactAddress} and {@link parseCampaign} for a page address. The results are cached,
 * unless the visitor has opted out or the address contains personal data.
 */
export function parsePageAddress(address: string, optedOut: boolean): PageAddress {
  if (optedOut) return { address: redactAddress(address, true), campaign: parseCampaign(address, true) };
  let page = cache.get(address);
  if (!page) {
    page = { address: redactAddress(address, false), campaign: parseCampaign(address, false) };
    // Do not cache a page address that contains personal data, because the cache key is the original address.
    if (page.address === address) cache.set(address, page);
  }
  return page;
}

/** Returns the campaign parameters of a page address, without click ids if the visitor has opted out. */
export function parseCampaign(address: string, optedOut: boolean): CampaignParameters {
  const campaign: CampaignParameters = {};
  for (const parameter of splitAddress(address).query.split('&')) {
    const name = toParameterName(parameter);
    if (!CAMPAIGN_PARAMETERS.has(name) && (optedOut || !CLICK_IDS.has(name))) continue;
    const value = decodeValue(parameter);
    if (value !== '' && campaign[name] === undefined) campaign[name] = value;
  }
  return campaign;
}

/** Returns the value of a parameter without e-mail addresses, decoded as application/x-www-form-urlencoded (WHATWG URL). */
function decodeValue(parameter: string): string {
  if (PLAIN_PARAMETER.test(parameter)) return parameter.slice(parameter.indexOf('=') + 1).slice(0, MAX_VALUE_LENGTH);
  const [value = ''] = new URLSearchParams(parameter).values();
  // Postgres rejects NUL (`%00` in an address) and half of a surrogate pair, which the truncation may leave at the end.
  return removeEmails(value).replaceAll('\0', '').slice(0, MAX_VALUE_LENGTH).replace(LONE_SURROGATE, '');
}

/** Converts an event from the website into a row of `tracking_events`, without private data. `receivedAt` is in milliseconds. */
export function toTrackingEvent(sent: SentEvent, visitor: EventSender, receivedAt: number): TrackingEvent {
  const { optedOut } = visitor;
  const claimedAt = sent.occurredAt === undefined ? undefined : Date.parse(sent.occurredAt);
  const occurredAt = estimateOccurredAt(claimedAt, receivedAt);
  const page = sent.pageUrl === undefined ? undefined : parsePageAddress(sent.pageUrl, optedOut);
  return {
    id: toStoredId({ eventId: sent.eventId, claimedAt, occurredAt }),
    type: sent.event,
    // Only events recorded by the server have a category, so that a client cannot fake a sale.
    category: null,
    properties: sent.properties === undefined ? {} : removePrivate(sent.properties, optedOut),
    sessionId: optedOut ? null : (sent.sessionId ?? null),
    userId: optedOut ? null : visitor.userId,
    pageUrl: page?.address ?? null,
    referrer: sent.referrer ? parsePageAddress(sent.referrer, optedOut).address : null,
    utm: page?.campaign ?? {},
    isBot: visitor.isBot,
    ipPrefix: optedOut ? null : visitor.ipPrefix,
    occurredAt: toIsoInstant(occurredAt),
    receivedAt: toIsoInstant(receivedAt),
  };
}

/**
 * The maximum age of an event: as long as a browser may keep an event that it could not send. An older time comes from a wrong
 * clock.
 */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;

/**
 * Returns when an event happened, in milliseconds: the time claimed by the sender, or `receivedAt` if that time is missing,
 * in the future, or older than {@link MAX_AGE_MS}.
 */
export function estimateOccurredAt(claimedAt: number | undefined, receivedAt: number): number {
  if (claimedAt === undefined || claimedAt > receivedAt || claimedAt < receivedAt - MAX_AGE_MS) return receivedAt;
  return claimedAt;
}

/** This project's namespace for ids derived from UUIDs other than v4 and v7. */
const NAMESPACE = '6f1f7a2c-57f5-4d2c-9a57-0f6b6c1f3a10';

const getUuidVersion = (uuid: string) => uuid[14];

/** The cached UUIDv7 prefix of the last instant. All events of one millisecond share a prefix. */
let lastPrefix: { milliseconds: number; start: string } | undefined;

/** Builds a UUIDv7 from an instant and the last 74 bits of the UUID `random`, which must be unique. */
function createIdAt(milliseconds: number, random: string): string {
  if (lastPrefix?.milliseconds !== milliseconds) {
    const time = milliseconds.toString(16).padStart(12, '0');
    lastPrefix = { milliseconds, start: `${time.slice(0, 8)}-${time.slice(8)}-7` };
  }
  return lastPrefix.start + random.slice(15);
}

/**
 * The timestamp for an id that is derived from an `eventId`, if the event has no claimed time. This timestamp also
 * replaces a claimed time before 1970, because a UUIDv7 cannot contain a time before 1970. Rows with this timestamp are
 * stored in the default partition.
 */
const BEFORE_ALL_MONTHS = 0;

type StoredIdInput = {
  eventId: string | undefined;
  /** The time claimed by the sender in milliseconds, whether or not it is plausible. */
  claimedAt: number | undefined;
  /** The estimated time of the event, in milliseconds. */
  occurredAt: number;
};

/**
 * Returns the id under which an event is stored: a UUIDv7, because the table is partitioned by the time in the id. The id of an
 * event with an `eventId` is derived only from values that a resend repeats, so a resent event maps to the same row. An `eventId`
 * that is a UUIDv7 is used unchanged. For an `eventId` of another version, its bits are combined with the claimed time; without a
 * claimed time, the row is stored in the default partition. An event without an `eventId` gets a random id. See
 * docs/decisions/0041-ids-of-analytics-events.md.
 */
export function toStoredId({ eventId, claimedAt, occurredAt }: StoredIdInput): string {
  if (eventId === undefined) return createIdAt(occurredAt, randomUUID());
  if (getUuidVersion(eventId) === '7') return eventId;
  const time = Math.max(BEFORE_ALL_MONTHS, claimedAt ?? BEFORE_ALL_MONTHS);
  // In versions other than 4, the last 74 bits may be the same for all ids of one machine, so the whole id is hashed.
  return createIdAt(time, getUuidVersion(eventId) === '4' ? eventId : v5(eventId, NAMESPACE));
}

let lastInstant: { milliseconds: number; iso: string } | undefined;

/**
 * Formats an instant in milliseconds as ISO 8601 in UTC. The last result is cached, because formatting a time costs more than
 * building an id.
 */
function toIsoInstant(milliseconds: number): string {
  if (lastInstant?.milliseconds !== milliseconds)
    lastInstant = { milliseconds, iso: new Date(milliseconds).toISOString() };
  return lastInstant.iso;
}

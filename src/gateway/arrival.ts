import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyaddr from 'proxy-addr';
import { parseForwardedEntry, type RequestClient, toPlainAddress } from '../lib/client-address.ts';
import { acceptCorrelationId } from '../lib/correlation.ts';

/** The state of a web process: `draining` once it is shutting down. */
export type Lifecycle = { draining: boolean };

/**
 * Matches most targets that are already canonical: the path has no percent-encoding, no special characters, no empty segment, and
 * no segment that begins with a dot.
 */
const PLAIN_TARGET = /^\/(?:[\w~-][\w.~-]*(?:\/[\w~-][\w.~-]*)*\/?)?(?:\?[^#]*)?$/;

const ORIGIN = /^https?:\/\/[^/?#]*/i;
const MALFORMED = /%(?![\da-f]{2})/i;
const ENCODED = /%[\da-f]{2}/gi;
const NEEDS_ENCODING = /[^\w.~!$&'()*+,;=:@/%-]/g;
const UNRESERVED = /[\w.~-]/;
const AMBIGUOUS = /\/\.{1,2}(?:\/|$)|\/\/|\\|#/;

/**
 * Returns the canonical spelling of a request target (RFC 3986 §6.2.2): only characters that need it are percent-encoded. The
 * query stays unchanged.
 * @param target the target of the request line, with or without an origin (RFC 9112 §3.2)
 * @returns undefined for a path with `.`, `..`, empty segments, backslashes, `#` or malformed percent-encoding. Clients
 * normally resolve such paths before they send a request, and servers interpret such paths in different ways.
 */
export function toCanonicalUrl(target: string): string | undefined {
  if (PLAIN_TARGET.test(target)) return target;
  const local = target.replace(ORIGIN, '');
  const queryAt = local.indexOf('?');
  const path = (queryAt === -1 ? local : local.slice(0, queryAt)) || '/';
  const query = queryAt === -1 ? '' : local.slice(queryAt);
  if (!path.startsWith('/') || MALFORMED.test(path) || query.includes('#')) return undefined;
  const decoded = path.replaceAll(ENCODED, decodeUnreserved);
  if (AMBIGUOUS.test(decoded)) return undefined;
  return decoded.replaceAll(NEEDS_ENCODING, encodeByte) + query;
}

function decodeUnreserved(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return UNRESERVED.test(character) ? character : encoded.toUpperCase();
}

/** Percent-encodes a character, which stands for one byte: Node reads each byte of the request line as one character. */
const encodeByte = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * The values that are read from a request once, on arrival, so that limits, handlers and the log use the same values.
 */
export type Arrival = RequestClient & {
  /** The path and query in canonical form; undefined if the path has no canonical form (see `toCanonicalUrl`). */
  url: string | undefined;
  correlationId: string;
  /**
   * The pattern of the route that handles the request, for logs and metrics; `unmatched` until a route is found. A path itself may
   * contain ids, and a query may contain text that a person typed.
   */
  route: string;
};

export type ArrivalOptions = {
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: readonly string[];
  /** The tokens that the website's own server may send as `X-Website-Token`. */
  websiteTokens: readonly string[];
};

const arrivalsByRequest = new WeakMap<IncomingMessage, Arrival>();

/**
 * Returns a function that reads a request on arrival; call it once per request, before any other code reads the request. It
 * replaces the request's URL with the canonical form, `X-Forwarded-For` with the client's address, and `X-Correlation-Id` with
 * the accepted or new id, so that later code reads the values of the {@link Arrival} from the URL and the headers.
 */
export function createArrivalReader(options: ArrivalOptions): (req: IncomingMessage) => Arrival {
  const readClient = createClientReader(options);
  return (req) => {
    const { ip, unlimited } = readClient(req);
    const correlationId = acceptCorrelationId(req.headers['x-correlation-id']);
    const arrival = { ip, unlimited, url: toCanonicalUrl(req.url ?? ''), correlationId, route: 'unmatched' };
    arrivalsByRequest.set(req, arrival);
    if (arrival.url !== undefined) req.url = arrival.url;
    req.headers['x-correlation-id'] = correlationId;
    if (req.headers['x-forwarded-for'] !== undefined) req.headers['x-forwarded-for'] = arrival.ip;
    return arrival;
  };
}

/** Returns the values that were read from a request on arrival. @throws Error if {@link createArrivalReader} has not read it */
export function getArrival(req: IncomingMessage): Arrival {
  const arrival = arrivalsByRequest.get(req);
  if (!arrival) throw new Error('This request was not read on arrival; see createArrivalReader().');
  return arrival;
}

function createClientReader({
  trustedProxies,
  websiteTokens,
}: ArrivalOptions): (req: IncomingMessage) => RequestClient {
  const isTrusted = proxyaddr.compile([...trustedProxies]);
  const isWebsite = createTokenChecker(websiteTokens);
  return ({ headers, socket }) => {
    const nearest = toPlainAddress(socket.remoteAddress);
    const forwarded = headers['x-forwarded-for'];
    const fromWebsite = headers['x-website-token'] !== undefined && isWebsite(String(headers['x-website-token']));
    if (forwarded === undefined && !fromWebsite) return { ip: nearest, unlimited: false };
    const hops = readHops(nearest, String(forwarded ?? ''));
    const client = hops.findIndex((address, index) => !isTrusted(address, index));
    const clientIndex = client === -1 ? hops.length - 1 : client;
    const ip = hops[clientIndex] ?? nearest;
    if (!fromWebsite) return { ip, unlimited: false };
    const visitor = hops.slice(clientIndex + 1).find((address, index) => !isTrusted(address, index));
    return { ip: visitor ?? ip, unlimited: visitor === undefined };
  };
}

/** The addresses of the hops of a request, nearest first. Stops at an entry of `X-Forwarded-For` that is not an address. */
function readHops(nearest: string, forwarded: string): string[] {
  const hops = [nearest];
  for (const entry of forwarded.split(',').reverse()) {
    const address = parseForwardedEntry(entry);
    if (address === undefined) break;
    hops.push(address);
  }
  return hops;
}

/** Returns a function that checks, in constant time, whether a token is one of `tokens`. */
export function createTokenChecker(tokens: readonly string[]): (sentToken: string) => boolean {
  const digest = (token: string) => createHash('sha256').update(token).digest();
  const accepted = tokens.map(digest);
  return (sentToken) => {
    const sentDigest = digest(sentToken);
    return accepted.some((each) => timingSafeEqual(each, sentDigest));
  };
}

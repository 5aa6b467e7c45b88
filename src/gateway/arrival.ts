import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyaddr from 'proxy-addr';
import { canonicalUrl } from './canonical-url.ts';
import { addressIn, plainAddress } from './client-address.ts';

/** Who a request is counted by. */
export type Visitor = {
  /** The client's address, in plain form; `unknown` without a socket. */
  ip: string;
  /** The general limit does not count it: the website's own server asks on behalf of no visitor. */
  unlimited: boolean;
};

/** What a request says of itself: read once, so that limits, guards, handlers and the log go by the same. */
export type Arrival = Visitor & {
  /** Its path and query in canonical form; undefined for a path that is written as no client writes it. */
  url: string | undefined;
};

export type ArrivalOptions = {
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** What the website's own server sends as `X-Website-Token`. */
  websiteTokens: readonly string[];
};

const arrivals = new WeakMap<IncomingMessage, Arrival>();

/**
 * Reads requests: call the result once for each of them, before anything else. The request leaves with its canonical URL, and
 * with the client's address as its `X-Forwarded-For`, so that what reads these by itself cannot come to another result.
 */
export function arrivalReader(options: ArrivalOptions): (req: IncomingMessage) => Arrival {
  const visitorOf = visitorReader(options);
  return (req) => {
    const arrival = { ...visitorOf(req), url: canonicalUrl(req.url ?? '') };
    arrivals.set(req, arrival);
    if (arrival.url !== undefined) req.url = arrival.url;
    if (req.headers['x-forwarded-for'] !== undefined) req.headers['x-forwarded-for'] = arrival.ip;
    return arrival;
  };
}

/** {@link arrivalReader} as the first middleware. */
export function readArrivals(options: ArrivalOptions): (req: IncomingMessage, res: unknown, next: () => void) => void {
  const arrive = arrivalReader(options);
  return (req, _res, next) => {
    arrive(req);
    next();
  };
}

/** What {@link arrivalReader} read of a request. @throws Error when it did not */
export function arrivalOf(req: IncomingMessage): Arrival {
  const arrival = arrivals.get(req);
  if (!arrival) throw new Error('The request was not read on arrival.');
  return arrival;
}

function visitorReader({ trustedProxies, websiteTokens }: ArrivalOptions): (req: IncomingMessage) => Visitor {
  const trusts = proxyaddr.compile([...trustedProxies]);
  const isWebsite = tokenChecker(websiteTokens);
  return ({ headers, socket }) => {
    const direct = plainAddress(socket.remoteAddress);
    const forwarded = headers['x-forwarded-for'];
    const fromWebsite = headers['x-website-token'] !== undefined && isWebsite(String(headers['x-website-token']));
    if (forwarded === undefined && !fromWebsite) return { ip: direct, unlimited: false };
    const hops = hopsBefore(direct, String(forwarded ?? ''));
    const client = hops.findIndex((address, index) => !trusts(address, index));
    const at = client === -1 ? hops.length - 1 : client;
    const ip = hops[at] ?? direct;
    if (!fromWebsite) return { ip, unlimited: false };
    const visitor = hops.slice(at + 1).find((address, index) => !trusts(address, index));
    return { ip: visitor ?? ip, unlimited: visitor === undefined };
  };
}

/** The addresses that a request came through, the nearest first, up to the first entry that is none. */
function hopsBefore(direct: string, forwarded: string): string[] {
  const hops = [direct];
  for (const entry of forwarded.split(',').reverse()) {
    const address = addressIn(entry);
    if (address === undefined) break;
    hops.push(address);
  }
  return hops;
}

/** Compares in constant time. */
function tokenChecker(tokens: readonly string[]): (sent: string) => boolean {
  const digest = (token: string) => createHash('sha256').update(token).digest();
  const accepted = tokens.map(digest);
  return (sent) => {
    const given = digest(sent);
    return accepted.some((each) => timingSafeEqual(each, given));
  };
}

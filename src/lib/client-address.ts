import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** The client of a request, for rate limits. */
export type RequestClient = {
  /** The client's address in plain form; `unknown` if the address is not known. */
  ip: string;
  /**
   * Whether the general limit and the limit for files ignore the request, because the website's own server sent it without a
   * visitor's address.
   */
  unlimited: boolean;
};

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Parses an address, and converts an IPv4-mapped IPv6 address to IPv4. Returns undefined for text that is not an address. */
function parseAddress(address: string): Address | undefined {
  if (isIP(address) === 0) return undefined;
  return ipaddr.process(address.split('%')[0] ?? address);
}

const maskNetwork = (address: Address, v4Bits: number, v6Bits: number): string => {
  const bytes = address.toByteArray();
  const bits = address.kind() === 'ipv4' ? v4Bits : v6Bits;
  const masked = bytes.map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, bits - index * 8));
    return byte & (0xff << (8 - keptBits));
  });
  return ipaddr.fromByteArray(masked).toString();
};

type AddressForms = { plain: string; limited: string; logged: string };

/**
 * Caches parsed addresses: parsing an address costs as much as all other work for a cached response, and most clients send many
 * requests.
 */
const formsByAddress = new LRUCache<string, AddressForms>({ max: 10_000 });

/** Returns all forms of an address; undefined for text that is not an address. */
function getForms(address: string | undefined): AddressForms | undefined {
  const cached = address === undefined ? undefined : formsByAddress.get(address);
  if (cached || address === undefined) return cached;
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const forms = { plain: parsed.toString(), limited: maskNetwork(parsed, 32, 64), logged: maskNetwork(parsed, 24, 48) };
  formsByAddress.set(address, forms);
  return forms;
}

/** An address in plain form; `unknown` if the text is not an address. */
export const toPlainAddress = (address: string | undefined): string => getForms(address)?.plain ?? 'unknown';

/** Matches an address as some proxies write it: `203.0.113.7:4711`, `[2001:db8::1]` or `[2001:db8::1]:80`. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+):\d+|\[([^\]]+)\](?::\d+)?)$/;

/** The address in an entry of `X-Forwarded-For`, without port and brackets; undefined if it is not an address. */
export function parseForwardedEntry(entry: string): string | undefined {
  const trimmed = entry.trim();
  const [, ipv4, ipv6] = WITH_PORT.exec(trimmed) ?? [];
  return getForms(ipv4 ?? ipv6 ?? trimmed)?.plain;
}

/**
 * The key under which limits count requests: the IPv4 address, or the /64 network of an IPv6 address, because a client can use
 * every address in its network.
 */
export const toLimitKey = (address: string): string => getForms(address)?.limited ?? 'unknown';

/** The form of an address that may be logged: the /24 network of an IPv4 address, the /48 network of an IPv6 address. */
export const truncateAddress = (address: string): string => getForms(address)?.logged ?? 'unknown';

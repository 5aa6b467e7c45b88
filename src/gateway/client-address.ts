import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The plain form of an address, IPv4 in IPv6 unwrapped; undefined for what is no address. */
function parse(address: string): Address | undefined {
  if (isIP(address) === 0) return undefined;
  return ipaddr.process(address.split('%')[0] ?? address);
}

const network = (address: Address, v4Bits: number, v6Bits: number): string => {
  const bytes = address.toByteArray();
  const bits = address.kind() === 'ipv4' ? v4Bits : v6Bits;
  const masked = bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    return byte & (0xff << (8 - kept));
  });
  return ipaddr.fromByteArray(masked).toString();
};

type Forms = { plain: string; limited: string; logged: string };

/** Parsing an address costs as much as the rest of what a cached answer takes, and clients come back. */
const known = new LRUCache<string, Forms>({ max: 10_000 });

/** The forms of an address that are used here; undefined for what is no address. */
function formsOf(address: string | undefined): Forms | undefined {
  const found = address === undefined ? undefined : known.get(address);
  if (found || address === undefined) return found;
  const parsed = parse(address);
  if (!parsed) return undefined;
  const forms = { plain: parsed.toString(), limited: network(parsed, 32, 64), logged: network(parsed, 24, 48) };
  known.set(address, forms);
  return forms;
}

/** An address in plain form; `unknown` for what is none. */
export const plainAddress = (address: string | undefined): string => formsOf(address)?.plain ?? 'unknown';

/** `203.0.113.7:4711`, `[2001:db8::1]` and `[2001:db8::1]:80`, as proxies write them. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+):\d+|\[([^\]]+)\](?::\d+)?)$/;

/** The address of an entry of `X-Forwarded-For`, without port and brackets; undefined for what is none. */
export function addressIn(entry: string): string | undefined {
  const trimmed = entry.trim();
  const [, ipv4, ipv6] = WITH_PORT.exec(trimmed) ?? [];
  return formsOf(ipv4 ?? ipv6 ?? trimmed)?.plain;
}

/** What requests are limited by: one IPv4 address, or the /64 that an IPv6 client can choose addresses from at will. */
export const limitKey = (address: string): string => formsOf(address)?.limited ?? 'unknown';

/** An address as it may be logged: /24 of IPv4, /48 of IPv6. */
export const truncatedAddress = (address: string): string => formsOf(address)?.logged ?? 'unknown';

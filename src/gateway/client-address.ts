import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What Express tells of where a request comes from. */
type Origin = { ip?: string; socket: { remoteAddress?: string } };

/** The plain form of an address, IPv4 in IPv6 unwrapped; undefined for what is no address. */
function parse(address: string | undefined): Address | undefined {
  if (!address || isIP(address) === 0) return undefined;
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

/**
 * The client's address: the first one that is no trusted proxy (Express's `trust proxy`). A forwarded value that is no
 * address counts as not sent.
 */
export function clientAddress(req: Origin): string {
  return (parse(req.ip) ?? parse(req.socket.remoteAddress))?.toString() ?? 'unknown';
}

/** What requests are limited by: one IPv4 address, or the /64 that an IPv6 client can choose addresses from at will. */
export function limitKey(address: string): string {
  const parsed = parse(address);
  return parsed ? network(parsed, 32, 64) : 'unknown';
}

/** An address as it may be logged: /24 of IPv4, /48 of IPv6. */
export function truncatedAddress(address: string): string {
  const parsed = parse(address);
  return parsed ? network(parsed, 24, 48) : 'unknown';
}

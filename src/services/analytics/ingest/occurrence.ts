/** How long a browser may have kept an event that it could not send. What claims to be older comes from a wrong clock. */
const OLDEST_MS = 7 * 24 * 60 * 60_000;

/**
 * When an event happened, in milliseconds: what its sender says, unless that is later than `receivedAt` or older than a
 * browser keeps events; then the time of receipt, which is stored beside it in any case.
 */
export function occurrence(claimedAt: number | undefined, receivedAt: number): number {
  if (claimedAt === undefined || claimedAt > receivedAt || claimedAt < receivedAt - OLDEST_MS) return receivedAt;
  return claimedAt;
}

/** One row of `tracking_events`: something that a visitor, a customer or this site did (api.md §8). */
export type TrackingEvent = {
  /** A UUIDv7 whose time is `occurredAt`: the month in it is the partition, and a second record with the same id is ignored. */
  id: string;
  type: string;
  category: string | null;
  /** Nothing that names a person: these rows outlive an erasure. */
  properties: Record<string, unknown>;
  sessionId: string | null;
  /** The `customers` id, where one is known. */
  userId: string | null;
  pageUrl: string | null;
  referrer: string | null;
  /** UTM parameters and click ids of `pageUrl`, by their names there. */
  utm: Record<string, string>;
  isBot: boolean;
  /** The network that it came from, /24 of IPv4 and /48 of IPv6; never a full address. */
  ipPrefix: string | null;
  /** ISO 8601, UTC: when it happened, as far as the clock that says so can be believed. */
  occurredAt: string;
  /** ISO 8601, UTC: when this site took it. */
  receivedAt: string;
};

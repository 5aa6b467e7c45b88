import type { Topic, TopicPayload } from './topics.ts';

/** What travels on the bus: the shape is law (data-flow.md, "Event Bus Envelope"). */
export type Envelope<T extends Topic = Topic> = {
  /** UUIDv7; what consumers deduplicate by. */
  id: string;
  topic: T;
  version: number;
  /** ISO 8601, UTC. */
  timestamp: string;
  producerId: string;
  correlationId: string;
  payload: TopicPayload<T>;
};

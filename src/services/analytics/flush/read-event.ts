import type { TrackingEvent } from '../tracking-event.ts';

/** An accepted event as JSON, and where it lies in the buffer: its entry, with its place in that when it is not the first. */
export type BufferedEvent = { place: string; json: string };

/** Something in the buffer that is no event: nothing of this project writes that. */
export class UnreadableEvent extends Error {}

/** The event that was accepted. @throws UnreadableEvent */
export function readEvent(json: string): TrackingEvent {
  const event = parse(json) as Partial<TrackingEvent> | null;
  if (typeof event !== 'object' || event === null) throw new UnreadableEvent('It is no object.');
  const { id, type, occurredAt, receivedAt } = event;
  if ([id, type, occurredAt, receivedAt].every((value) => typeof value === 'string')) return event as TrackingEvent;
  throw new UnreadableEvent('It lacks its id, its type or a time.');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnreadableEvent('It is no JSON.', { cause });
  }
}

import type { TrackingEvent } from '../tracking-event.ts';
import type { Entry } from './buffer-reader.ts';

/** An entry of the buffer that holds no event: nothing of this project writes one. */
export class UnreadableEntry extends Error {}

/** The event of an entry. @throws UnreadableEntry */
export function readEntry({ json }: Entry): TrackingEvent {
  const event = parse(json) as Partial<TrackingEvent> | null;
  if (typeof event !== 'object' || event === null) throw new UnreadableEntry('It is no object.');
  const { id, type, occurredAt, receivedAt } = event;
  if ([id, type, occurredAt, receivedAt].every((value) => typeof value === 'string')) return event as TrackingEvent;
  throw new UnreadableEntry('It lacks its id, its type or a time.');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnreadableEntry('It is no JSON.', { cause });
  }
}

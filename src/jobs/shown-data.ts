/** What jobs carry: ids and names of our own. */
const SHOWN = [
  'eventId',
  'topic',
  'subscriber',
  'correlationId',
  'userId',
  'purpose',
  'requestId',
  'task',
  'traceparent',
];

const HIDDEN = '(hidden)';

/** A job's data as people may see it: what is not known to be harmless is hidden, also in jobs of another release. */
export function shownData(data: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, SHOWN.includes(name) && isPlain(value) ? value : HIDDEN]),
  );
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

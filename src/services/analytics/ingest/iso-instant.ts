let last = { milliseconds: 0, iso: new Date(0).toISOString() };

/** An instant in milliseconds as ISO 8601, UTC. Events of one millisecond share the text: making it takes longer than their ids. */
export function isoInstant(milliseconds: number): string {
  if (milliseconds !== last.milliseconds) last = { milliseconds, iso: new Date(milliseconds).toISOString() };
  return last.iso;
}

import type { Logger } from 'pino';

/** Told after each look at a dependency: `error` is why it does not do its work, undefined when it does. */
export type NoteState = (dependency: string, error: unknown) => void;

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : error && String(error));

/** Logs when a dependency goes away, when the reason changes, and when it is back: once each, however often it is asked. */
export function logChanges(logger: Pick<Logger, 'error' | 'info'>): NoteState {
  const reasons = new Map<string, unknown>();
  return (dependency, error) => {
    const reason = reasonOf(error);
    if (reason === reasons.get(dependency)) return;
    reasons.set(dependency, reason);
    if (reason === undefined) logger.info({ dependency }, 'A dependency is back.');
    else logger.error({ err: error, dependency }, 'A dependency does not do its work.');
  };
}

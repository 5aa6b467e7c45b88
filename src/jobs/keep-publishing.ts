import type { Payload } from 'payload';
import { retrySchedules, runDueSchedules } from '../services/content/blog/run-schedules.ts';

/**
 * Looks every `interval` milliseconds for posts whose scheduled time has come. It needs Postgres alone, so that they appear
 * while Redis is away.
 * @returns what ends it, when a run in progress has ended.
 */
export function keepPublishing(payload: Payload, interval: number): () => Promise<void> {
  retrySchedules(payload);
  let running: Promise<void> | undefined;
  const look = () => {
    running ??= runDueSchedules(payload)
      .catch((err: unknown) => payload.logger.warn({ err }, 'Scheduled posts could not be looked at.'))
      .finally(() => {
        running = undefined;
      });
  };
  look();
  const timer = setInterval(look, interval);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

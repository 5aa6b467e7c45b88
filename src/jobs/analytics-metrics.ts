import type { Payload } from 'payload';
import { measureOnScrape } from '../metrics.ts';
import { bufferedEvents, bufferLag, refusedEvents } from '../services/analytics/flush/health.ts';

/** Adds what must be looked at in analytics: alert on a lag of minutes, and on refused events. Call it once. */
export function measureAnalytics(payload: Payload): void {
  measureOnScrape('analytics_buffer_events', 'Accepted analytics events that are not stored yet.', () =>
    bufferedEvents(payload),
  );
  measureOnScrape('analytics_buffer_lag_seconds', 'Age of the oldest accepted event that is not stored yet.', () =>
    bufferLag(payload),
  );
  measureOnScrape('analytics_refused_events', 'Accepted events that cannot be stored; admins see them.', () =>
    refusedEvents(payload),
  );
}

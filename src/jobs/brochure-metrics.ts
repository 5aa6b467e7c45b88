import type { Payload } from 'payload';
import { measureOnScrape } from '../metrics.ts';
import { oldestUndelivered, waitingBrochures } from '../services/brochures/delivery.ts';

/** Adds what must be looked at in brochures: alert when any wait for an editor, and when the oldest grows old. Call it once. */
export function measureBrochures(payload: Payload): void {
  measureOnScrape(
    'brochure_requests_waiting',
    'Requests that wait for an editor: no default brochure, or its PDF is missing.',
    async () => (await waitingBrochures(payload)).reduce((sum, { count }) => sum + count, 0),
  );
  measureOnScrape('brochure_undelivered_seconds', 'Age of the oldest request whose brochure is not delivered.', () =>
    oldestUndelivered(payload),
  );
}

import type { Payload } from 'payload';
import { measureOnScrape } from '../metrics.ts';
import { eventsForAttention, oldestOpenPayment } from '../services/sales/health.ts';
import { wrongBalances } from '../services/sales/loyalty.ts';

/** Adds what must be looked at in sales: alert on each that is not 0, on the age when it passes the time to pay. Call it once. */
export function measureSales(payload: Payload): void {
  measureOnScrape('loyalty_balance_mismatches', 'Loyalty accounts whose balance is not the sum of their entries.', () =>
    wrongBalances(payload),
  );
  measureOnScrape('stripe_events_for_attention', 'Events of Stripe about money that no order waits for.', async () => {
    return (await eventsForAttention(payload)).length;
  });
  measureOnScrape('payment_open_seconds', 'Age of the oldest payment that is neither paid nor given up.', () =>
    oldestOpenPayment(payload),
  );
}

import type { Payload } from 'payload';
import { Gauge, Histogram } from 'prom-client';
import { countUnknownTopics, readOutboxBacklog } from '../events/outbox.ts';
import { getProducerQueue, QUEUE_NAMES } from '../events/queues.ts';
import { withTimeLimit } from '../lib/concurrency.ts';
import { measureOnScrape, registry } from '../lib/metrics.ts';
import { countBufferedEvents, countRefusedEvents, readBufferLagSeconds } from '../services/analytics/index.ts';
import { countWaitingBrochures, readOldestUndeliveredSeconds } from '../services/brochures/index.ts';
import { readScheduledSteps, readTaskWaitingSeconds } from '../services/content/index.ts';
import { countWrongBalances, listEventsForAttention, readOldestOpenPaymentSeconds } from '../services/sales/index.ts';
import type { RunningWorker } from './start-worker.ts';

/** Time from the event's timestamp to the start of its job's first attempt. */
export const eventDelivery = new Histogram({
  name: 'event_delivery_seconds',
  help: 'Time from an event to the first attempt of each of its jobs, in seconds.',
  labelNames: ['topic', 'subscriber'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120],
  registers: [registry],
});

const STATES = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;

/**
 * Registers the metrics of queues (alert on the state `failed`), the outbox, content tasks and scheduled posts. Call it once per
 * process.
 */
export function measureEvents(payload: Payload): void {
  new Gauge({
    name: 'queue_jobs',
    help: 'Jobs per queue and state. Jobs in the state "failed" are dead: they are not retried automatically.',
    labelNames: ['queue', 'state'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      for (const name of QUEUE_NAMES) {
        const counts = await getProducerQueue(payload, name)
          .then((queue) => queue.getJobCounts(...STATES))
          .catch(() => ({}));
        for (const [state, count] of Object.entries(counts)) this.set({ queue: name, state }, count);
      }
    },
  });
  measureOnScrape('outbox_events', 'Events that are committed but not yet dispatched.', async () => {
    return (await readOutboxBacklog(payload)).events;
  });
  measureOnScrape('outbox_lag_seconds', 'Age of the oldest event that is not yet dispatched.', async () => {
    return (await readOutboxBacklog(payload)).seconds;
  });
  measureOnScrape('outbox_unknown_events', 'Events of topics that this release does not know.', async () => {
    return (await countUnknownTopics(payload)).reduce((sum, { events }) => sum + events, 0);
  });
  measureOnScrape('cdn_waiting_seconds', 'Age of the oldest change whose CDN invalidation is not done yet.', () =>
    readTaskWaitingSeconds(payload, 'cdn'),
  );
  measureOnScrape('sitemap_waiting_seconds', 'Age of the oldest change not yet in the sitemap.', () =>
    readTaskWaitingSeconds(payload, 'sitemap'),
  );
  measureOnScrape('scheduled_posts_failed', 'Posts whose scheduled publication failed.', async () => {
    return (await listPlannedPosts(payload)).filter(({ failure }) => failure !== null).length;
  });
  measureOnScrape(
    'scheduled_posts_overdue_seconds',
    'Time by which the most overdue scheduled change of a post is late.',
    async () => {
      const open = (await listPlannedPosts(payload)).filter(({ failure }) => failure === null);
      return Math.max(0, ...open.map(({ at }) => (Date.now() - at.getTime()) / 1000));
    },
  );
}

const listPlannedPosts = async (payload: Payload) => [...(await readScheduledSteps(payload)).values()];

/** Registers the metric that shows by how many seconds each schedule is overdue. Call it once. */
export function measureSchedules(worker: Pick<RunningWorker, 'overdueSeconds'>): void {
  new Gauge({
    name: 'schedule_overdue_seconds',
    help: 'Time by which a schedule is overdue: the time since its last success, minus its period.',
    labelNames: ['schedule'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      const late = await withTimeLimit(2000, worker.overdueSeconds()).catch(() => new Map<string, number>());
      for (const [schedule, seconds] of late) this.set({ schedule }, seconds);
    },
  });
}

/**
 * Registers the sales metrics. Alert if a count is not 0, or if the age of the oldest open payment exceeds the time that
 * customers have to pay. Call it once.
 */
export function measureSales(payload: Payload): void {
  measureOnScrape('loyalty_balance_mismatches', 'Loyalty accounts whose balance is not the sum of their entries.', () =>
    countWrongBalances(payload),
  );
  measureOnScrape('stripe_events_for_attention', 'Stripe events about payments that no order expects.', async () => {
    return (await listEventsForAttention(payload)).length;
  });
  measureOnScrape('payment_open_seconds', 'Age of the oldest payment that is neither paid nor cancelled.', () =>
    readOldestOpenPaymentSeconds(payload),
  );
}

/**
 * Registers the brochure metrics. Alert if a request waits for an editor to provide a brochure, and if the oldest undelivered
 * request is too old. Call it once.
 */
export function measureBrochures(payload: Payload): void {
  measureOnScrape(
    'brochure_requests_waiting',
    'Brochure requests without a brochure to send: there is no default brochure, or its PDF is missing.',
    async () => (await countWaitingBrochures(payload)).reduce((sum, { count }) => sum + count, 0),
  );
  measureOnScrape('brochure_undelivered_seconds', 'Age of the oldest brochure request that is not delivered.', () =>
    readOldestUndeliveredSeconds(payload),
  );
}

/** Registers the analytics metrics. Alert on a lag of several minutes, and on refused events. Call it once. */
export function measureAnalytics(payload: Payload): void {
  measureOnScrape('analytics_buffer_events', 'Accepted analytics events that are not stored yet.', () =>
    countBufferedEvents(payload),
  );
  measureOnScrape(
    'analytics_buffer_lag_seconds',
    'Age of the oldest accepted analytics event that is not stored yet.',
    () => readBufferLagSeconds(payload),
  );
  measureOnScrape('analytics_refused_events', 'Accepted analytics events that could not be stored.', () =>
    countRefusedEvents(payload),
  );
}

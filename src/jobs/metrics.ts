import type { Payload } from 'payload';
import { Gauge, Histogram } from 'prom-client';
import { outboxBacklog } from '../events/outbox-backlog.ts';
import { unknownTopics } from '../events/unknown-topics.ts';
import { measureOnScrape, registry } from '../metrics.ts';
import { plannedPosts } from '../services/content/blog/planned.ts';
import { taskWaiting } from '../services/content/tasks/task-states.ts';
import { producerQueue } from './producer.ts';
import { QUEUE_NAMES } from './queues.ts';

/** From the event's timestamp to the start of its job's first attempt. */
export const eventDelivery = new Histogram({
  name: 'event_delivery_seconds',
  help: 'Time from an event to the first attempt of each of its jobs.',
  labelNames: ['topic', 'subscriber'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120],
  registers: [registry],
});

const STATES = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;

/** Adds the depth of each queue by state (alert on `failed`) and what waits in the outbox. Call it once per process. */
export function measureEvents(payload: Payload): void {
  new Gauge({
    name: 'queue_jobs',
    help: 'Jobs in a queue by state; failed ones are dead.',
    labelNames: ['queue', 'state'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      for (const name of QUEUE_NAMES) {
        const counts = await producerQueue(payload, name)
          .then((queue) => queue.getJobCounts(...STATES))
          .catch(() => ({}));
        for (const [state, count] of Object.entries(counts)) this.set({ queue: name, state }, count);
      }
    },
  });
  measureOnScrape('outbox_events', 'Events that are committed but not yet dispatched.', async () => {
    return (await outboxBacklog(payload)).events;
  });
  measureOnScrape('outbox_lag_seconds', 'Age of the oldest event that is not yet dispatched.', async () => {
    return (await outboxBacklog(payload)).seconds;
  });
  measureOnScrape('outbox_unknown_events', 'Events of topics that this release does not know.', async () => {
    return (await unknownTopics(payload)).reduce((sum, { events }) => sum + events, 0);
  });
  measureOnScrape('cdn_waiting_seconds', 'Age of the oldest change that the CDN has not been told of.', () =>
    taskWaiting(payload, 'cdn'),
  );
  measureOnScrape('sitemap_waiting_seconds', 'Age of the oldest change that is not in the sitemap.', () =>
    taskWaiting(payload, 'sitemap'),
  );
  measureOnScrape('scheduled_posts_failed', 'Posts whose scheduled publication failed; editors see them.', async () => {
    return (await planned(payload)).filter(({ failure }) => failure !== null).length;
  });
  measureOnScrape('scheduled_posts_overdue_seconds', 'How late the most overdue scheduled post is.', async () => {
    const open = (await planned(payload)).filter(({ failure }) => failure === null);
    return Math.max(0, ...open.map(({ at }) => (Date.now() - at.getTime()) / 1000));
  });
}

const planned = async (payload: Payload) => [...(await plannedPosts(payload)).values()];

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { withTimeLimit } from './concurrency.ts';

/** The metrics registry of this process, served at `/metrics` of the internal port. */
export const registry = new Registry();

/** Duration of requests until the response was sent. `route` is the route's pattern, never a path with ids in it. */
export const httpRequestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests in seconds.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});

/** Requests refused by a rate limit, by the limit's name. */
export const rateLimited = new Counter({
  name: 'rate_limit_rejections_total',
  help: 'Requests refused by a rate limit.',
  labelNames: ['limit'] as const,
  registers: [registry],
});

/** Responses from the response caches by source: `memory`, `redis`, or `database` if the response was computed. */
export const cacheAnswers = new Counter({
  name: 'cache_answers_total',
  help: 'Responses of the caches by source: memory, redis, or database if computed.',
  labelNames: ['cache', 'from'] as const,
  registers: [registry],
});

/**
 * The outcome of a call to Stripe. `refused`: Stripe rejected this request, for example because a card was declined; the site
 * works as it should.
 */
export type StripeOutcome = 'done' | 'refused' | 'unavailable' | 'key_refused';

/** Calls to Stripe by outcome; a call and its retry count as one. */
export const stripeCalls = new Counter({
  name: 'stripe_calls_total',
  help: 'Calls to Stripe by outcome.',
  labelNames: ['outcome'] as const,
  registers: [registry],
});
// Starts every outcome at 0, because Prometheus needs a first value to compute an increase.
for (const outcome of ['done', 'refused', 'unavailable', 'key_refused'] satisfies StripeOutcome[])
  stripeCalls.inc({ outcome }, 0);

/** Registers memory, CPU, event-loop lag and garbage collection of this process. Call it once. */
export function measureProcess(): void {
  collectDefaultMetrics({ register: registry });
}

/**
 * Registers a gauge that calls `read` on each scrape. If `read` fails or takes over two seconds, the scrape omits the gauge. A gauge
 * of the same name, of a site that ran in this process before, is replaced.
 */
export function measureOnScrape(name: string, help: string, read: () => number | Promise<number>): void {
  registry.removeSingleMetric(name);
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.reset();
      try {
        this.set(await withTimeLimit(2000, Promise.resolve(read())));
      } catch {
        this.remove();
      }
    },
  });
}

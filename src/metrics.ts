import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { timeLimit } from './time-limit.ts';

/** Everything that a process of this site measures; served at `/metrics` of the internal port. */
export const registry = new Registry();

/** Duration of answered requests; `route` is a pattern, never a path with ids in it. */
export const httpRequests = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests in seconds.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});

/** Requests that a rate limit refused, by the limit's name. */
export const rateLimited = new Counter({
  name: 'rate_limit_rejections_total',
  help: 'Requests refused by a rate limit.',
  labelNames: ['limit'] as const,
  registers: [registry],
});

/** Answers of the response caches, by where they came from: `memory`, `redis`, or `database` when they were computed. */
export const cacheAnswers = new Counter({
  name: 'cache_answers_total',
  help: 'Answers of the response caches.',
  labelNames: ['cache', 'from'] as const,
  registers: [registry],
});

/** Adds memory, CPU, event-loop lag and garbage collection of this process. Call it once. */
export function measureProcess(): void {
  collectDefaultMetrics({ register: registry });
}

/** A gauge that is read when Prometheus asks; a reading that fails or takes over two seconds is left out. */
export function measureOnScrape(name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.reset();
      try {
        this.set(await timeLimit(2000, Promise.resolve(read())));
      } catch {
        this.remove();
      }
    },
  });
}

import type { RequestListener } from 'node:http';
import type { Payload } from 'payload';
import { z } from 'zod';
import { defineEndpoint, type Endpoint, type RateLimit, type Reply } from '../endpoints/endpoint.ts';
import { registry } from '../lib/metrics.ts';
import { Problem } from '../lib/problem.ts';
import type { Lifecycle } from './arrival.ts';
import { createListener } from './listener.ts';
import { toProblemReply } from './problems.ts';
import { getReadinessCheck } from './readiness.ts';
import { createRouter } from './router.ts';

const common = { method: 'get', tag: 'System', callers: ['public'] } as const;

/**
 * `/healthz`, which always returns 200, and `/readyz`, which returns whether the process can serve requests, with the state of
 * each dependency and its latency in milliseconds.
 * @param limit the limit of `/readyz`: the general limit by default, null for none
 */
export function defineHealthEndpoints(payload: Payload, lifecycle: Lifecycle, limit?: RateLimit | null): Endpoint[] {
  const readiness = getReadinessCheck(payload);
  return [
    defineEndpoint({
      ...common,
      path: '/healthz',
      summary: 'Whether the process runs',
      limit: null,
      replies: { 200: z.object({ status: z.literal('ok') }) },
      handle: () => ({ status: 200, body: { status: 'ok' } }),
    }),
    defineEndpoint({
      ...common,
      path: '/readyz',
      summary: 'Whether the process can serve requests',
      ...(limit === undefined ? {} : { limit }),
      replies: { 200: z.object({ status: z.literal('ok') }), 503: z.unknown() },
      handle: async (): Promise<Reply> => {
        if (lifecycle.draining) return toProblemReply(new Problem('unavailable', 'This process is shutting down.'), {});
        const { ready, degraded, checks } = await readiness();
        if (ready) return { status: 200, body: { status: 'ok', degraded, checks } };
        const detail = checks.postgres.ok
          ? 'Some migrations have not been applied.'
          : 'Postgres does not respond, or refuses writes.';
        return toProblemReply(new Problem('unavailable', detail), { checks });
      },
    }),
  ];
}

/** The metrics of the process in the format of Prometheus. */
export const metricsEndpoint: Endpoint = defineEndpoint({
  ...common,
  path: '/metrics',
  summary: 'Read the metrics of the process',
  limit: null,
  replies: { 200: z.string() },
  handle: async () => ({ status: 200, body: await registry.metrics(), type: registry.contentType }),
});

/**
 * Creates the listener of the worker's port: `/metrics`, `/livez`, which always returns 200, and `/healthz`, which returns 503
 * unless `health` says that the worker works.
 */
export function createWorkerListener(payload: Payload, health: () => Promise<{ ok: boolean }>): RequestListener {
  const livez = defineEndpoint({
    ...common,
    path: '/livez',
    summary: 'Whether the process runs',
    limit: null,
    replies: { 200: z.object({ ok: z.literal(true) }) },
    handle: () => ({ status: 200, body: { ok: true } }),
  });
  const healthz = defineEndpoint({
    ...common,
    path: '/healthz',
    summary: 'Whether the worker works',
    limit: null,
    replies: { 200: z.object({ ok: z.boolean() }), 503: z.object({ ok: z.boolean() }) },
    handle: async () => {
      const body = await health();
      return { status: body.ok ? 200 : 503, body };
    },
  });
  return createListener({
    payload,
    find: createRouter([metricsEndpoint, livez, healthz], null),
    refusalLimit: null,
  });
}

/** `/`: a redirect to the admin UI if the process serves it, else the addresses of the API's documentation. */
export const defineLandingEndpoint = (servesAdmin: boolean): Endpoint =>
  defineEndpoint({
    ...common,
    path: '/',
    summary: 'Find the parts of the site',
    replies: { 200: z.unknown(), 302: null },
    handle: () =>
      servesAdmin
        ? { status: 302, headers: { Location: '/admin' } }
        : {
            status: 200,
            body: { name: 'Lomash Wood', documentation: '/docs', openapi: '/openapi.json', health: '/readyz' },
          },
  });

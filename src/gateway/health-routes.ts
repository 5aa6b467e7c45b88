import type { Express, Request, Response } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { readinessOf } from './health.ts';
import type { Lifecycle } from './lifecycle.ts';
import { sendProblem } from './send-problem.ts';

/** `/healthz`: the process lives. `/readyz`: it can serve, with each dependency and its latency in milliseconds. */
export function mountHealth(app: Express, payload: Payload, lifecycle: Lifecycle): void {
  const readiness = readinessOf(payload);
  app.get('/healthz', (_req: Request, res: Response) => {
    res.locals.route = '/healthz';
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/readyz', async (req: Request, res: Response) => {
    res.locals.route = '/readyz';
    if (lifecycle.draining) return sendProblem(req, res, new Problem('unavailable', 'Shutting down.'));
    const { ready, degraded, checks } = await readiness();
    if (!ready) {
      const detail = checks.postgres.ok ? 'Migrations are missing.' : 'Postgres does not answer, or takes no writes.';
      return sendProblem(req, res, new Problem('unavailable', detail), { checks });
    }
    res.set('Cache-Control', 'no-store').json({ status: 'ok', degraded, checks });
  });
}

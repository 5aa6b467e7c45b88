import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Calls } from '../api/calls.ts';
import type { Faults } from '../api/faults.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Controls } from './controls.ts';
import { pastPaymentSchema } from './past.ts';

type Parts = { controls: Controls; calls: Calls; faults: Faults; webhooks: Deliveries };

const fault = z.strictObject({
  operation: z.string(),
  times: z.int().positive().optional(),
  execute: z.boolean().optional(),
  answer: z.union([z.enum(['broken', 'never', 'usual']), z.literal([401, 429, 500, 502, 503])]),
  store: z.boolean().optional(),
});
const rule = z.strictObject({
  type: z.string().optional(),
  times: z.int().positive().optional(),
  drop: z.boolean().optional(),
  delayMs: z.int().min(0).optional(),
  copies: z.int().positive().optional(),
});
const endpoint = z.strictObject({
  url: z.url(),
  secrets: z.array(z.string()).min(1),
  enabledEvents: z.array(z.string()).optional(),
});

/** The routes under `/_control`, for faults, the delivery of events, and the actions of payers and banks. All bodies are JSON. */
export function controlRouter({ controls, calls, faults, webhooks }: Parts): Router {
  const router = express.Router();
  // The demo data sends a year of payments in one request.
  router.use(express.json({ limit: '10mb' }));
  const post = <T>(path: string, schema: z.ZodType<T>, act: (body: T, id: string) => unknown) =>
    router.post(path, async (request, response) => {
      const { id = '' } = request.params as { id?: string };
      response.json((await act(schema.parse(request.body ?? {}), id)) ?? {});
    });
  const nothing = z.strictObject({});
  const event = z.strictObject({ event: z.string() });

  router.get('/', (_, response) => {
    const waiting = webhooks.waiting().map(({ id, type }) => ({ id, type }));
    response.json({
      calls: calls.all(),
      objects: controls.counts(),
      webhooks: { waiting, attempts: webhooks.attempts },
    });
  });
  post('/faults', fault, (body) => faults.add(body));
  post('/faults/clear', nothing, () => faults.clear());
  post('/clock', z.strictObject({ advanceSeconds: z.number() }), (body) => controls.advanceClock(body.advanceSeconds));

  post('/past', z.array(pastPaymentSchema), (body) => controls.registerPast(body));

  post('/webhooks/endpoint', endpoint, (body) => webhooks.sendTo(body));
  post('/webhooks/pause', nothing, () => webhooks.pause());
  const order = z.enum(['produced', 'reversed', 'shuffled']).optional();
  post('/webhooks/resume', z.strictObject({ order }), (body) => webhooks.resume(body.order));
  post('/webhooks/rules', rule, (body) => webhooks.rules.add(body));
  post('/webhooks/rules/clear', nothing, () => webhooks.rules.clear());
  post('/webhooks/deliver', event, (body) => webhooks.deliver(body.event));
  post('/webhooks/drop', event, (body) => webhooks.drop(body.event));

  post('/payment_intents/:id/settle', nothing, (_, id) => controls.settleIntent(id));
  const outcome = z.strictObject({ outcome: z.enum(['complete', 'fail']) });
  post('/payment_intents/:id/authenticate', outcome, (body, id) => controls.authenticate(id, body.outcome));
  post('/refunds/:id/settle', nothing, (_, id) => controls.settleRefund(id));
  post('/refunds/:id/fail', nothing, (_, id) => controls.failRefund(id));
  const status = z.string().regex(/^[a-z_]+$/);
  const dispute = z.strictObject({
    reason: z.string().optional(),
    amount: z.int().positive().optional(),
    status: status.optional(),
  });
  post('/charges/:id/dispute', dispute, (body, id) => controls.dispute(id, body));
  post('/disputes/:id/move', z.strictObject({ status }), (body, id) => controls.transitionDispute(id, body.status));
  post('/disputes/:id/close', z.strictObject({ status }), (body, id) => controls.closeDispute(id, body.status));

  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(400).json({ error: error instanceof Error ? error.message : String(error) });
  });
  return router;
}

import { createBullBoard } from '@bull-board/api';
import type { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Payload } from 'payload';
import { currentActor } from '../correlation.ts';
import { logRetries } from '../services/operations/retry.ts';
import { LoggedRetries } from './logged-retries.ts';
import { queueOf } from './queue-of.ts';
import { QUEUE_NAMES, type QueueName } from './queues.ts';
import { shownData } from './shown-data.ts';

type ViewRoute = Parameters<ExpressAdapter['setEntryRoute']>[0];
type Hooks = NonNullable<NonNullable<Parameters<typeof createBullBoard>[0]['options']>['handlerHooks']>;
type Board = {
  handler: ReturnType<ExpressAdapter['getRouter']>;
  /** @throws Problem unavailable when Redis is away */
  ready: () => Promise<void>;
};

/** Its page asks Google for fonts; nobody else need learn who looks at queues. */
const FOREIGN_FONTS = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

class LocalAdapter extends ExpressAdapter {
  override setEntryRoute({ route, handler }: ViewRoute): this {
    this.app.get(route, (_req, res, next) => {
      const { name, params } = handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      res.render(name, params, (error: Error | null, html?: string) => {
        if (error) next(error);
        else res.send(html?.replace(FOREIGN_FONTS, ''));
      });
    });
    return this;
  }
}

/** Running a dead job again is harmless, as receipts say what has happened. Anything else could lose work or make some up. */
const onlyRetry =
  (payload: Payload): NonNullable<Hooks['before']> =>
  async ({ method, route, request }) =>
    method === 'get' || (await isRetry(payload, route, request?.params ?? {}))
      ? { allow: true }
      : { allow: false, status: 403, message: 'Jobs can be looked at and dead ones retried here, nothing else.' };

async function isRetry(payload: Payload, route: string, params: Record<string, unknown>): Promise<boolean> {
  if (route === '/api/queues/:queueName/retry/:queueStatus') return params.queueStatus === 'failed';
  if (route !== '/api/queues/:queueName/:jobId/retry') return false;
  const name = QUEUE_NAMES.find((one) => one === params.queueName);
  const job = name && (await (await queueOf(payload, name)).getJob(String(params.jobId)));
  return job !== undefined && (await job.isFailed());
}

/** The dashboard of the queues, to be served below `basePath` to whoever may see it. */
export function queueBoard(payload: Payload, basePath: string): Board {
  const adapter = new LocalAdapter();
  adapter.setBasePath(basePath);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      handlerHooks: { before: onlyRetry(payload) },
      uiConfig: { boardTitle: 'Lomash Wood queues', hideDocsLink: true, hideRedisDetails: true, showWorkers: false },
    },
  });
  const ready = async () =>
    board.replaceQueues(await Promise.all(QUEUE_NAMES.map((name) => boardQueue(payload, name))));
  return { handler: adapter.getRouter(), ready };
}

async function boardQueue(payload: Payload, name: QueueName): Promise<BullMQAdapter> {
  const adapter = new LoggedRetries(await queueOf(payload, name), async (job) => {
    const actor = currentActor();
    await logRetries(payload, name, [job], actor?.kind === 'staff' ? actor.id : undefined);
  });
  adapter.setFormatter('data', shownData);
  return adapter;
}

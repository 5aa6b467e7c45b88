import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { producerQueue } from './producer.ts';
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

/** Running a job again is harmless, as receipts say what has happened. Anything else could lose work or make some up. */
const RETRIES = new Set(['/api/queues/:queueName/retry/:queueStatus', '/api/queues/:queueName/:jobId/retry']);

const onlyRetry: NonNullable<Hooks['before']> = ({ method, route, request }) =>
  method === 'get' || (RETRIES.has(route) && (request?.params.queueStatus ?? 'failed') === 'failed')
    ? { allow: true }
    : { allow: false, status: 403, message: 'Jobs can be looked at and retried here, nothing else.' };

/** The dashboard of the queues, to be served below `basePath` to whoever may see it. */
export function queueBoard(payload: Payload, basePath: string): Board {
  const adapter = new LocalAdapter();
  adapter.setBasePath(basePath);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      handlerHooks: { before: onlyRetry },
      uiConfig: { boardTitle: 'Lomash Wood queues', hideDocsLink: true, hideRedisDetails: true, showWorkers: false },
    },
  });
  const ready = async () => {
    try {
      board.replaceQueues(await Promise.all(QUEUE_NAMES.map((name) => boardQueue(payload, name))));
    } catch (cause) {
      throw new Problem('unavailable', 'Redis is away, and the queues with it.', { cause });
    }
  };
  return { handler: adapter.getRouter(), ready };
}

async function boardQueue(payload: Payload, name: QueueName): Promise<BullMQAdapter> {
  const adapter = new BullMQAdapter(await producerQueue(payload, name));
  adapter.setFormatter('data', shownData);
  return adapter;
}

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Job, Queue } from 'bullmq';
import type { Payload } from 'payload';
import { getQueue, QUEUE_NAMES, type QueueName } from '../events/queues.ts';
import { currentActor } from '../lib/correlation.ts';
import { recordRetries } from '../services/operations/index.ts';

type BeforeRetry = (job: Job) => Promise<void>;

/** A dashboard queue that calls `beforeRetry` before each retry of a job, also if all jobs are retried together. */
export class RetryLoggingAdapter extends BullMQAdapter {
  readonly beforeRetry: BeforeRetry;

  constructor(queue: Queue, beforeRetry: BeforeRetry) {
    super(queue);
    this.beforeRetry = beforeRetry;
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && this.withLoggedRetry(job);
  }

  override async getJobs(...args: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...args)).map((job) => this.withLoggedRetry(job));
  }

  private withLoggedRetry(job: Job): Job {
    const retry = job.retry.bind(job);
    return Object.assign(job, {
      retry: async (...args: Parameters<Job['retry']>) => {
        await this.beforeRetry(job);
        await retry(...args);
      },
    });
  }
}

type ViewRoute = Parameters<ExpressAdapter['setEntryRoute']>[0];
type Hooks = NonNullable<NonNullable<Parameters<typeof createBullBoard>[0]['options']>['handlerHooks']>;
type Board = {
  handler: ReturnType<ExpressAdapter['getRouter']>;
  /**
   * Refreshes the queues of the board.
   * @throws Problem `unavailable` when Redis is down
   */
  ready: () => Promise<void>;
};

/** The link to Google Fonts. It is removed from the page, so that Google does not learn who views the queues. */
const GOOGLE_FONTS = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

class LocalAdapter extends ExpressAdapter {
  override setEntryRoute({ route, handler }: ViewRoute): this {
    this.app.get(route, (_req, res, next) => {
      const { name, params } = handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      res.render(name, params, (error: Error | null, html?: string) => {
        if (error) next(error);
        else res.send(html?.replace(GOOGLE_FONTS, ''));
      });
    });
    return this;
  }
}

/**
 * Allows viewing jobs and retrying dead jobs, and nothing else. A retry is harmless because receipts record applied effects. Any
 * other action could lose a job, or add a job without an event.
 */
const allowRetryOnly =
  (payload: Payload): NonNullable<Hooks['before']> =>
  async ({ method, route, request }) =>
    method === 'get' || (await isRetry(payload, route, request?.params ?? {}))
      ? { allow: true }
      : { allow: false, status: 403, message: 'On this page you can only view jobs and retry dead jobs.' };

async function isRetry(payload: Payload, route: string, params: Record<string, unknown>): Promise<boolean> {
  if (route === '/api/queues/:queueName/retry/:queueStatus') return params.queueStatus === 'failed';
  if (route !== '/api/queues/:queueName/:jobId/retry') return false;
  const name = QUEUE_NAMES.find((queueName) => queueName === params.queueName);
  const job = name && (await (await getQueue(payload, name)).getJob(String(params.jobId)));
  return job !== undefined && (await job.isFailed());
}

/** Creates the queue dashboard to mount at `basePath`. The caller must restrict the access to it. */
export function createQueueBoard(payload: Payload, basePath: string): Board {
  const adapter = new LocalAdapter();
  adapter.setBasePath(basePath);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      handlerHooks: { before: allowRetryOnly(payload) },
      uiConfig: { boardTitle: 'Lomash Wood queues', hideDocsLink: true, hideRedisDetails: true, showWorkers: false },
    },
  });
  const ready = async () =>
    board.replaceQueues(await Promise.all(QUEUE_NAMES.map((name) => createBoardQueue(payload, name))));
  return { handler: adapter.getRouter(), ready };
}

async function createBoardQueue(payload: Payload, name: QueueName): Promise<BullMQAdapter> {
  const adapter = new RetryLoggingAdapter(await getQueue(payload, name), async (job) => {
    const actor = currentActor();
    await recordRetries(payload, name, [job], actor?.kind === 'staff' ? actor.id : undefined);
  });
  adapter.setFormatter('data', hideUnknownData);
  return adapter;
}

/** Fields of job data that are safe to show: ids and names of this system. */
const SHOWN_FIELDS = [
  'eventId',
  'topic',
  'subscriber',
  'correlationId',
  'userId',
  'purpose',
  'requestId',
  'task',
  'traceparent',
];

const HIDDEN = '(hidden)';

/** Hides every field of job data that {@link SHOWN_FIELDS} does not list. Jobs of another release may have unknown fields. */
function hideUnknownData(data: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      SHOWN_FIELDS.includes(name) && isPrimitive(value) ? value : HIDDEN,
    ]),
  );
}

const isPrimitive = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

import type { Job } from 'bullmq';
import type { Payload } from 'payload';
import { readRecentChanges, recordChange } from '../database/change-log.ts';
import type { Executor } from '../database/executor.ts';
import { type Transactional, transactionOf } from '../database/transaction.ts';
import { createUsedUpProblem, type FixedLimit } from '../lib/http.ts';
import { Problem } from '../lib/problem.ts';
import { getQueue, reviveJob, toEventJobId } from './queues.ts';
import { type Delivery, listOpenDeliveries } from './read-events.ts';

/**
 * Whether an e-mail about a document still has to be sent: `none` if not, `pending` if it will be sent automatically, `dead` if
 * its job must be retried.
 */
export type OpenDelivery = { state: 'none' } | { state: 'pending' } | { state: 'dead'; job: Job };

/**
 * Returns the state of the unsent e-mails about a document: `none` if there are none, `dead` with the newest job if all their
 * jobs are dead, otherwise `pending`. An event without a job counts as pending, because the relay or the reconciler will queue
 * its job.
 * @throws Problem unavailable if there are unsent e-mails and Redis is down
 */
export async function findOpenDelivery(
  payload: Payload,
  db: Executor,
  delivery: Delivery,
  id: string,
): Promise<OpenDelivery> {
  const events = await listOpenDeliveries(db, delivery, id);
  if (events.length === 0) return { state: 'none' };
  const queue = await getQueue(payload, 'notifications');
  const jobs = await Promise.all(
    events.map(async (eventId) => {
      const job: Job | undefined = await queue.getJob(toEventJobId({ eventId, subscriber: delivery.subscriber }));
      return job && (await job.isFailed()) ? job : undefined;
    }),
  );
  const [job] = jobs;
  return job && jobs.every(Boolean) ? { state: 'dead', job } : { state: 'pending' };
}

type SendAgain = {
  /** Which e-mail to send, and the type of the document that it is about. `document` is the id of that document. */
  delivery: Delivery;
  document: string;
  /** The label of the document in the change log. */
  label: string;
  staffId: string;
  /** How often staff can send the e-mail again for one document. */
  limit: FixedLimit;
  /** The detail of the problem while the e-mail is on its way; `tooMany` is the detail once the limit is used up. */
  onItsWay: string;
  tooMany: string;
  /** Emits the event that sends the e-mail again. */
  emitEvent: () => Promise<unknown>;
};

/**
 * Sends an e-mail about a document again at the request of staff, and records the resend in the change log. If the job of the
 * e-mail is dead, the job is retried; otherwise a new event is emitted, whose job sends the e-mail. A request is rejected while
 * the e-mail is on its way, so a repeated request sends no second copy. Call it in a transaction that has locked the document.
 * @throws Problem invalid_state while the e-mail is on its way; rate_limited once the limit is used up; unavailable if Redis is
 * needed and down
 */
export async function sendAgain(
  req: Transactional,
  { delivery, document, label, staffId, limit, onItsWay, tooMany, emitEvent }: SendAgain,
): Promise<void> {
  const entity = delivery.document;
  const recent = await readRecentChanges(req, { entity, document, action: 'resend', ...limit });
  const open = await findOpenDelivery(req.payload, await transactionOf(req), delivery, document);
  if (recent.meanwhile || open.state === 'pending') throw new Problem('invalid_state', onItsWay);
  if (recent.waitMs > 0) throw createUsedUpProblem(limit, recent.waitMs, tooMany);
  await recordChange(req, { entity, target: { document, label }, action: 'resend', staffId, fields: {} });
  if (open.state === 'none') await emitEvent();
  else if (!(await reviveJob(open.job))) throw new Problem('invalid_state', onItsWay);
}

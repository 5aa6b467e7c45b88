import type { Where } from 'payload';
import { z } from 'zod';
import type { Role } from '../../access/roles.ts';
import { lineInput } from '../../lib/text.ts';
import { giveUpDeadJob, giveUpTopic } from '../../services/operations/give-up.ts';
import { type CsvList, exportList } from '../../services/operations/list-csv.ts';
import { QUEUE_NAMES } from '../../services/operations/read-dead-jobs.ts';
import { retryDeadJob, retryDeadJobs } from '../../services/operations/retry-dead-jobs.ts';
import { requireStaffId } from '../callers.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';

const tag = 'Operations';

const jobParams = z.strictObject({ queue: z.enum(QUEUE_NAMES), jobId: z.string().max(300) });

/** The endpoints of the admin page *Operations*, which retry or discard failed work. */
export const operationEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'post',
    path: '/v1/operations/dead-jobs/retry',
    summary: 'Retry all dead jobs; the history records who did it',
    tag,
    callers: ['admin'],
    replies: { 202: z.object({ retried: z.number().int() }) },
    handle: async ({ payload, caller, log }) => {
      const retried = await retryDeadJobs(payload, requireStaffId(caller));
      log.info({ userId: requireStaffId(caller), retried }, 'An admin has retried every dead job.');
      return { status: 202, body: { retried } };
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/operations/queues/:queue/jobs/:jobId/retry',
    summary: 'Retry a dead job; the history records who did it',
    tag,
    callers: ['admin'],
    params: jobParams,
    replies: { 202: z.object({ retried: z.literal(1) }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, log, params: { queue, jobId } }) => {
      await retryDeadJob(payload, { queue, id: jobId, staffId: requireStaffId(caller) });
      log.info({ userId: requireStaffId(caller), queue, jobId }, 'An admin has retried a dead job.');
      return { status: 202, body: { retried: 1 } };
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/operations/queues/:queue/jobs/:jobId/give-up',
    summary: 'Discard a dead job that can never succeed; the history records who did it and why',
    tag,
    callers: ['admin'],
    params: jobParams,
    body: z.strictObject({ reason: lineInput(300).min(3) }),
    replies: { 204: null },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, log, params: { queue, jobId }, body: { reason } }) => {
      await giveUpDeadJob(payload, { queue, id: jobId, reason, staffId: requireStaffId(caller) });
      log.info({ userId: requireStaffId(caller), queue, jobId }, 'An admin has discarded a dead job.');
      return { status: 204 };
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/operations/topics/:topic/give-up',
    summary:
      'Discard the pending events of a topic that this release does not know; the history records who did it and why',
    tag,
    callers: ['admin'],
    params: z.strictObject({ topic: z.string().max(100) }),
    body: z.strictObject({ reason: z.string().trim().min(3).max(300) }),
    replies: { 200: z.object({ givenUp: z.number().int() }) },
    problems: ['not_found'],
    handle: async ({ payload, caller, log, params: { topic }, body: { reason } }) => {
      const givenUp = await giveUpTopic(payload, { topic, reason, staffId: requireStaffId(caller) });
      log.info(
        { userId: requireStaffId(caller), topic, givenUp },
        'An admin has discarded the pending events of an unknown topic.',
      );
      return { status: 200, body: { givenUp } };
    },
  }),
];

/** A filter with the structure of Payload's `where`. Payload checks whether the fields exist. */
const filterSchema: z.ZodType<Where> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(filterSchema).max(100), z.record(z.string(), z.json())])),
);

const where = z
  .string()
  .max(4000)
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'Send the filter as JSON.' });
      return z.NEVER;
    }
  })
  .pipe(filterSchema);

const csvEndpoint = (list: CsvList, role: Role) =>
  defineEndpoint({
    method: 'get',
    path: `/desk/csv/${list}`,
    summary: `Export the list of ${list} as CSV`,
    tag: 'Back office',
    callers: [role],
    query: z.strictObject({ where, sort: z.string().max(100).optional() }),
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, caller, query: { where, sort } }) => ({
      status: 200,
      body: await exportList(payload, list, { where, sort }, { user: caller.user, staffId: requireStaffId(caller) }),
      type: 'text/csv; charset=utf-8',
      headers: { 'Content-Disposition': `attachment; filename="${list}.csv"` },
    }),
  });

/** The endpoints that export lists as CSV, each for the staff who may read the list. */
export const csvEndpoints = [
  csvEndpoint('bookings', 'sales'),
  csvEndpoint('orders', 'sales'),
  csvEndpoint('payments', 'sales'),
  csvEndpoint('brochure-requests', 'sales'),
  csvEndpoint('products', 'content-manager'),
];

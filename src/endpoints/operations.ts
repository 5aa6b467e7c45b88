import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { QUEUE_NAMES } from '../jobs/queues.ts';
import { giveUpDeadJob } from '../services/operations/give-up.ts';
import { giveUpTopic } from '../services/operations/give-up-topic.ts';
import { retryDeadJob, retryDeadJobs } from '../services/operations/retry.ts';
import { lineInput } from '../services/text/inputs.ts';
import { staffOf } from './callers.ts';

const tag = 'Operations';

const oneJob = z.strictObject({ queue: z.enum(QUEUE_NAMES), jobId: z.string().max(300) });

/** What admins mend from the page *Operations*. */
export const operationEndpoints: Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/operations/dead-jobs/retry',
    summary: 'Try every job again that has given up; the history says who did',
    tag,
    callers: ['admin'],
    replies: { 202: z.object({ retried: z.number().int() }) },
    handle: async ({ payload, caller, log }) => {
      const retried = await retryDeadJobs(payload, staffOf(caller));
      log.info({ userId: staffOf(caller), retried }, 'An admin has retried every dead job.');
      return { status: 202, body: { retried } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/operations/queues/:queue/jobs/:jobId/retry',
    summary: 'Try one job again that has given up; the history says who did',
    tag,
    callers: ['admin'],
    params: oneJob,
    replies: { 202: z.object({ retried: z.literal(1) }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, log, params: { queue, jobId } }) => {
      await retryDeadJob(payload, { queue, id: jobId, staffId: staffOf(caller) });
      log.info({ userId: staffOf(caller), queue, jobId }, 'An admin has retried a dead job.');
      return { status: 202, body: { retried: 1 } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/operations/queues/:queue/jobs/:jobId/give-up',
    summary: 'Give up a job that can never succeed; who did and why stays in the history',
    tag,
    callers: ['admin'],
    params: oneJob,
    body: z.strictObject({ reason: lineInput(300).min(3) }),
    replies: { 204: null },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, log, params: { queue, jobId }, body: { reason } }) => {
      await giveUpDeadJob(payload, { queue, id: jobId, reason, staffId: staffOf(caller) });
      log.info({ userId: staffOf(caller), queue, jobId }, 'An admin has given up a dead job.');
      return { status: 204 };
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/operations/topics/:topic/give-up',
    summary: 'Give up the events of a topic that only a newer release knows; who did and why stays in the history',
    tag,
    callers: ['admin'],
    params: z.strictObject({ topic: z.string().max(100) }),
    body: z.strictObject({ reason: z.string().trim().min(3).max(300) }),
    replies: { 200: z.object({ givenUp: z.number().int() }) },
    problems: ['not_found'],
    handle: async ({ payload, caller, log, params: { topic }, body: { reason } }) => {
      const givenUp = await giveUpTopic(payload, { topic, reason, staffId: staffOf(caller) });
      log.info({ userId: staffOf(caller), topic, givenUp }, 'An admin has given up the events of an unknown topic.');
      return { status: 200, body: { givenUp } };
    },
  }),
];

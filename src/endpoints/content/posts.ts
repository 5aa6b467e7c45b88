import type { TypedUser } from 'payload';
import { z } from 'zod';
import { whenReady } from '../../lib/maybe-promise.ts';
import { Problem } from '../../lib/problem.ts';
import { newPost, postChange, postDetail, postPage, writtenPost } from '../../services/content/blog/post-shapes.ts';
import { listPosts, readPost } from '../../services/content/blog/read-posts.ts';
import { readScheduledSteps } from '../../services/content/blog/schedule-publication.ts';
import { changePost, createPost, deletePost } from '../../services/content/blog/write-post.ts';
import { toCachedReply, toRedirectReply } from '../cached-replies.ts';
import { type Caller, defineEndpoint } from '../endpoint.ts';

const tag = 'Blog';
const EDITORS = ['content-manager'] as const;
/** The parameter is a slug for GET and an id for other methods. It has one name, because all methods share the path. */
const params = z.strictObject({ slugOrId: z.string() });
const path = '/v1/blog/:slugOrId';

function requireEditor(caller: Caller): TypedUser {
  if (caller.kind !== 'staff') throw new Problem('forbidden');
  return caller.user;
}

const list = defineEndpoint({
  method: 'get',
  path: '/v1/blog',
  summary: 'List published posts, newest first',
  tag,
  callers: ['public'],
  query: z.strictObject({
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  replies: { 200: postPage },
  problems: ['invalid_cursor'],
  handle: ({ payload, query }) => whenReady(listPosts(payload, query), toCachedReply),
});

const read = defineEndpoint({
  method: 'get',
  path,
  summary: 'Get a published post with its text; a former slug redirects to the current one',
  tag,
  callers: ['public'],
  params,
  replies: { 200: postDetail, 301: null, 302: null },
  problems: ['not_found'],
  handle: async ({ payload, params: { slugOrId } }) => {
    const result = await readPost(payload, slugOrId);
    return 'body' in result ? toCachedReply(result) : toRedirectReply('/v1/blog', result);
  },
});

const create = defineEndpoint({
  method: 'post',
  path: '/v1/blog',
  summary: 'Create a post; with a future `publishAt` it is a draft until then',
  tag,
  callers: EDITORS,
  idempotent: true,
  body: newPost,
  replies: { 201: writtenPost },
  problems: ['idempotency_conflict', 'idempotency_key_reused'],
  handle: ({ payload, caller, body, idempotencyKey }) =>
    createPost(payload, requireEditor(caller), body, idempotencyKey),
});

const change = defineEndpoint({
  method: 'patch',
  path,
  summary:
    'Change, publish, unpublish or schedule a post by its id; `status` and `publishAt` replace earlier schedules, but publishing does not cancel a scheduled unpublishing',
  tag,
  callers: EDITORS,
  params,
  body: postChange,
  replies: { 200: writtenPost },
  problems: ['not_found'],
  handle: async ({ payload, caller, params, body }) => ({
    status: 200,
    body: await changePost(payload, requireEditor(caller), params.slugOrId, body),
  }),
});

const remove = defineEndpoint({
  method: 'delete',
  path,
  summary: 'Delete a post by its id',
  tag,
  callers: EDITORS,
  params,
  replies: { 204: null },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    await deletePost(payload, requireEditor(caller), params.slugOrId);
    return { status: 204 };
  },
});

/** The endpoints for posts (docs/spec/api.md#6-blog). */
export const blogEndpoints = [list, read, create, change, remove];

const plan = z.object({
  type: z.enum(['publish', 'unpublish']),
  at: z.iso.datetime(),
  failure: z.string().nullable(),
});

/** The endpoint for the schedule of a post. The admin UI shows the schedule beside the form. */
export const postEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/desk/posts/:id/plan',
    summary: 'Get the next scheduled step of a post, or its failed step with the error',
    tag: 'Back office',
    callers: ['content-manager'],
    params: z.strictObject({ id: z.uuid() }),
    replies: { 200: z.object({ plan: plan.nullable() }) },
    handle: async ({ payload, params: { id } }) => {
      const planned = (await readScheduledSteps(payload, id)).get(id);
      return { status: 200, body: { plan: planned ? { ...planned, at: planned.at.toISOString() } : null } };
    },
  }),
];

import type { TypedUser } from 'payload';
import { z } from 'zod';
import { type Caller, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { listPosts, recallPosts } from '../services/content/blog/list-posts.ts';
import { newPost, postChange } from '../services/content/blog/post-request.ts';
import { postDetail, postPage, writtenPost } from '../services/content/blog/post-shapes.ts';
import { readPost } from '../services/content/blog/read-post.ts';
import { changePost, createPost, deletePost } from '../services/content/blog/write-post.ts';
import { cachedReply, movedReply, recalledReply } from './cached-reply.ts';

const tag = 'Blog';
const EDITORS = ['content-manager'] as const;
/** One name for both: it is one path, whose methods differ in what they look for. */
const params = z.strictObject({ slugOrId: z.string() });
const path = '/v1/blog/:slugOrId';

function editorOf(caller: Caller): TypedUser {
  if (caller.kind !== 'staff') throw new Problem('forbidden');
  return caller.user;
}

const list = endpoint({
  method: 'get',
  path: '/v1/blog',
  summary: 'Published posts, newest first',
  tag,
  callers: ['public'],
  query: z.strictObject({
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  replies: { 200: postPage },
  problems: ['invalid_cursor'],
  handle: async ({ payload, query }) => cachedReply(await listPosts(payload, query)),
  recall: (payload, query) => recalledReply(recallPosts(payload, query)),
});

const read = endpoint({
  method: 'get',
  path,
  summary: 'One published post with its text; the slug that it had before leads to the one it has now',
  tag,
  callers: ['public'],
  params,
  replies: { 200: postDetail, 301: null, 302: null },
  problems: ['not_found'],
  handle: async ({ payload, params: { slugOrId } }) => {
    const found = await readPost(payload, slugOrId);
    return 'body' in found ? cachedReply(found) : movedReply('/v1/blog', found);
  },
});

const create = endpoint({
  method: 'post',
  path: '/v1/blog',
  summary: 'Write a post; with a `publishAt` to come it is a draft until then',
  tag,
  callers: EDITORS,
  idempotent: true,
  body: newPost,
  replies: { 201: writtenPost },
  problems: ['idempotency_conflict', 'idempotency_key_reused'],
  handle: ({ payload, caller, body, idempotencyKey }) => createPost(payload, editorOf(caller), body, idempotencyKey),
});

const change = endpoint({
  method: 'patch',
  path,
  summary:
    'Change, publish, withdraw or schedule a post by its id; `status` and `publishAt` replace what was scheduled, but publishing leaves a withdrawal that is to come',
  tag,
  callers: EDITORS,
  params,
  body: postChange,
  replies: { 200: writtenPost },
  problems: ['not_found'],
  handle: async ({ payload, caller, params, body }) => ({
    status: 200,
    body: await changePost(payload, editorOf(caller), params.slugOrId, body),
  }),
});

const remove = endpoint({
  method: 'delete',
  path,
  summary: 'Delete a post by its id',
  tag,
  callers: EDITORS,
  params,
  replies: { 204: null },
  problems: ['not_found'],
  handle: async ({ payload, caller, params }) => {
    await deletePost(payload, editorOf(caller), params.slugOrId);
    return { status: 204 };
  },
});

/** The routes of api.md §6 for posts. */
export const blogEndpoints = [list, read, create, change, remove];

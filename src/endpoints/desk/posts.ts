import { z } from 'zod';
import { endpoint } from '../../gateway/endpoint.ts';
import { plannedPosts } from '../../services/content/blog/planned.ts';

const plan = z.object({
  type: z.enum(['publish', 'unpublish']),
  at: z.iso.datetime(),
  failure: z.string().nullable(),
});

/** What the form of a post says beside it. */
export const postEndpoints = [
  endpoint({
    method: 'get',
    path: '/desk/posts/:id/plan',
    summary: 'What will happen to a post by itself next, or why that failed',
    tag: 'Desk',
    callers: ['content-manager'],
    params: z.strictObject({ id: z.uuid() }),
    replies: { 200: z.object({ plan: plan.nullable() }) },
    handle: async ({ payload, params: { id } }) => {
      const planned = (await plannedPosts(payload, id)).get(id);
      return { status: 200, body: { plan: planned ? { ...planned, at: planned.at.toISOString() } : null } };
    },
  }),
];

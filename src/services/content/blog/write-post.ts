import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import { runIdempotently, type StoredReply } from '../../../database/idempotency.ts';
import { type Transactional, transactionOf, withTransaction } from '../../../database/transaction.ts';
import { isUuid } from '../../../lib/ids.ts';
import { Problem } from '../../../lib/problem.ts';
import type { Blog } from '../../../payload-types.ts';
import type { NewPost, PostChange } from './post-shapes.ts';
import { type ContentInput, prepareRichText, readContent } from './prepare-rich-text.ts';
import { CHECKED_RICH_TEXT } from './rich-text.ts';
import { cancelSchedule, schedulePublication } from './schedule-publication.ts';

type User = NonNullable<PayloadRequest['user']>;

/** The response of `/v1/blog` to creating or changing a post. */
type WrittenPost = { blogId: string; slug: string; status: 'DRAFT' | 'PUBLISHED' };

/**
 * Creates a post. With a future `publishAt`, the post is a draft until then; a past `publishAt` is ignored.
 * @throws Problem validation_failed, idempotency_conflict, idempotency_key_reused
 */
export async function createPost(
  payload: Payload,
  user: User,
  post: NewPost,
  idempotencyKey?: string,
): Promise<StoredReply> {
  const parsed = await readPostContent(post);
  return withTransaction(
    payload,
    (req) =>
      runIdempotently(req, { scope: `blog:${user.id}`, key: idempotencyKey, input: post }, async () => {
        const publishLaterAt = toFutureDate(post.publishAt);
        const draft = publishLaterAt !== undefined || post.status === 'DRAFT';
        const data = { ...(await toPostFields(req, post, parsed)), ...toStatusField(draft) } as Blog;
        const options = toUserOptions(req, data);
        const stored = await payload.create({ collection: 'blogs', data, draft, ...options });
        if (publishLaterAt) await schedulePublication(req, stored.id, publishLaterAt);
        return { status: 201, body: toWrittenPost(stored) };
      }),
    { user },
  );
}

/**
 * Changes the latest version of a post. Without `status`, a draft stays a draft, and a change of a published version is public at
 * once. A `publishAt` (even null) or the status `DRAFT` cancels existing schedules; publishing cancels a scheduled publication.
 * With a future `publishAt`, the change stays a draft until then.
 * @throws Problem not_found, validation_failed (also for a past `publishAt` without `status`)
 */
export async function changePost(payload: Payload, user: User, id: string, change: PostChange): Promise<WrittenPost> {
  if (!isUuid(id)) throw notFoundProblem();
  const publishLaterAt = toFutureDate(change.publishAt);
  if (change.publishAt && !publishLaterAt && !change.status) {
    const errors = [
      {
        path: 'publishAt',
        message: 'The time is in the past. Send `status` as well to publish or unpublish the post now.',
      },
    ];
    throw new Problem('validation_failed', undefined, { errors });
  }
  const parsed = await readPostContent(change);
  return withTransaction(
    payload,
    async (req) => {
      const { published, newest } = await lockPost(req, id);
      if (change.status === 'DRAFT' || change.publishAt !== undefined) await cancelSchedule(req, id);
      const status = change.status ?? newest;
      const unpublishes = published && change.status === 'DRAFT';
      const draft = (publishLaterAt !== undefined || status === 'DRAFT') && !unpublishes;
      const data = { ...(await toPostFields(req, change, parsed)), ...toStatusField(draft || unpublishes) };
      const stored = await payload.update({ collection: 'blogs', id, data, draft, ...toUserOptions(req, data) });
      // Schedule after the update, because unpublishing cancels schedules.
      if (publishLaterAt) await schedulePublication(req, id, publishLaterAt);
      return toWrittenPost(stored);
    },
    { user },
  );
}

/**
 * Deletes a post with all its versions and schedules.
 * @throws Problem not_found
 */
export async function deletePost(payload: Payload, user: User, id: string): Promise<void> {
  if (!isUuid(id)) throw notFoundProblem();
  await withTransaction(
    payload,
    async (req) => {
      await lockPost(req, id);
      await payload.delete({ collection: 'blogs', id, ...toUserOptions(req) });
    },
    { user },
  );
}

const notFoundProblem = () => new Problem('not_found', 'There is no such post.');

/** Options for the Local API that enforce the access control of the collection, and mark the post's rich text as checked. */
const toUserOptions = (req: PayloadRequest, { content }: Partial<Blog> = {}) =>
  ({ req, overrideAccess: false, depth: 0, context: { [CHECKED_RICH_TEXT]: content } }) as const;

const toFutureDate = (at: Date | null | undefined): Date | undefined =>
  at && at.getTime() > Date.now() ? at : undefined;

const toStatusField = (draft: boolean) => ({ _status: draft ? ('draft' as const) : ('published' as const) });

type PostInput = Omit<Partial<NewPost>, 'publishAt'>;

const readPostContent = async ({ content, contentFormat }: PostInput): Promise<unknown> =>
  content === undefined ? undefined : readContent({ content, contentFormat } as ContentInput);

async function toPostFields(req: PayloadRequest, input: PostInput, parsed: unknown): Promise<Partial<Blog>> {
  const { title, excerpt, coverImageId, content } = input;
  if (coverImageId) await checkCover(req, coverImageId);
  return {
    ...(title !== undefined && { title }),
    ...(excerpt !== undefined && { excerpt }),
    ...(coverImageId !== undefined && { coverImage: coverImageId }),
    ...(content !== undefined && { content: (await prepareRichText(req, parsed)) as unknown as Blog['content'] }),
  };
}

async function checkCover(req: PayloadRequest, id: string): Promise<void> {
  const cover = await req.payload.findByID({ collection: 'media', id, depth: 0, disableErrors: true, req });
  if (cover?.mimeType?.startsWith('image/')) return;
  throw new Problem('validation_failed', undefined, {
    errors: [{ path: 'coverImageId', message: 'There is no picture with this id.' }],
  });
}

function toWrittenPost({ id, slug, _status }: Blog): WrittenPost {
  if (!slug) throw new Error(`Post ${id} was stored without a slug.`);
  return { blogId: id, slug, status: _status === 'published' ? 'PUBLISHED' : 'DRAFT' };
}

type PostState = {
  /** Whether a version of the post is public. */
  published: boolean;
  /** The status of the latest version. */
  newest: 'DRAFT' | 'PUBLISHED';
};

/**
 * Locks a post until the transaction of `req` ends, and returns its state.
 * @throws Problem not_found
 */
async function lockPost(req: Transactional, id: string): Promise<PostState> {
  const tx = await transactionOf(req);
  const locked = await tx.execute<{ published: boolean }>(
    sql`SELECT _status = 'published' AS published FROM blogs WHERE id = ${id} FOR UPDATE`,
  );
  const [post] = locked.rows;
  if (!post) throw new Problem('not_found', 'There is no such post.');
  const versions = await tx.execute<{ status: string }>(
    sql`SELECT version__status::text AS status FROM _blogs_v WHERE parent_id = ${id} AND latest LIMIT 1`,
  );
  const newest = versions.rows[0]?.status === 'published' ? 'PUBLISHED' : 'DRAFT';
  return { published: post.published, newest };
}

import type { Payload, PayloadRequest } from 'payload';
import { withTransaction } from '../../../database/transaction.ts';
import { isUuid } from '../../../ids.ts';
import type { Blog } from '../../../payload-types.ts';
import { Problem } from '../../../problem.ts';
import { idempotently, type StoredReply } from '../../idempotency.ts';
import { lockPost } from './lock-post.ts';
import type { NewPost, PostChange } from './post-request.ts';
import { cancelSchedule, schedulePublication } from './schedule.ts';
import { type Content, readContent, toArticle } from './to-article.ts';

type User = NonNullable<PayloadRequest['user']>;

/** What `/v1/blog` answers to whoever wrote a post. */
export type WrittenPost = { blogId: string; slug: string; status: 'DRAFT' | 'PUBLISHED' };

/**
 * Makes a post. With a `publishAt` to come it is a draft until then; one that has passed is as if it were not given.
 * @throws Problem validation_failed, idempotency_conflict, idempotency_key_reused.
 */
export async function createPost(
  payload: Payload,
  user: User,
  post: NewPost,
  idempotencyKey?: string,
): Promise<StoredReply> {
  const read = await contentOf(post);
  return withTransaction(
    payload,
    (req) =>
      idempotently(req, { scope: `blog:${user.id}`, key: idempotencyKey, input: post }, async () => {
        const later = toCome(post.publishAt);
        const draft = later !== undefined || post.status === 'DRAFT';
        const data = { ...(await fieldsOf(req, post, read)), ...statusOf(draft) } as Blog;
        const stored = await payload.create({ collection: 'blogs', data, draft, ...asUser(req) });
        if (later) await schedulePublication(req, stored.id, later);
        return { status: 201, body: answerOf(stored) };
      }),
    { user },
  );
}

/**
 * Changes the newest version of a post. Without a `status` that stays what it is: a draft, or published, and then the change
 * shows at once. `publishAt` and `DRAFT` replace what was scheduled, and publishing does what was to be published; with a `publishAt`
 * to come the change waits for it.
 * @throws Problem not_found, validation_failed.
 */
export async function changePost(payload: Payload, user: User, id: string, change: PostChange): Promise<WrittenPost> {
  if (!isUuid(id)) throw notFound();
  const later = toCome(change.publishAt);
  if (change.publishAt && !later && !change.status) {
    const errors = [{ path: 'publishAt', message: 'Has passed; a `status` says what the post is to be now.' }];
    throw new Problem('validation_failed', undefined, { errors });
  }
  const read = await contentOf(change);
  return withTransaction(
    payload,
    async (req) => {
      const { published, newest } = await lockPost(req, id);
      if (change.status === 'DRAFT' || change.publishAt !== undefined) await cancelSchedule(req, id);
      const wanted = change.status ?? newest;
      const withdraws = published && change.status === 'DRAFT';
      const draft = (later !== undefined || wanted === 'DRAFT') && !withdraws;
      const data = { ...(await fieldsOf(req, change, read)), ...statusOf(draft || withdraws) };
      const stored = await payload.update({ collection: 'blogs', id, data, draft, ...asUser(req) });
      // Afterwards: withdrawing it drops what is scheduled.
      if (later) await schedulePublication(req, id, later);
      return answerOf(stored);
    },
    { user },
  );
}

/** Deletes a post with all its versions and schedules. @throws Problem not_found. */
export async function deletePost(payload: Payload, user: User, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound();
  await withTransaction(
    payload,
    async (req) => {
      await lockPost(req, id);
      await payload.delete({ collection: 'blogs', id, ...asUser(req) });
    },
    { user },
  );
}

const notFound = () => new Problem('not_found', 'There is no such post.');

/** The collection's own access decides as well. */
const asUser = (req: PayloadRequest) => ({ req, overrideAccess: false, depth: 0 }) as const;

const toCome = (at: Date | null | undefined): Date | undefined => (at && at.getTime() > Date.now() ? at : undefined);

const statusOf = (draft: boolean) => ({ _status: draft ? ('draft' as const) : ('published' as const) });

type Sent = Omit<Partial<NewPost>, 'publishAt'>;

const contentOf = async ({ content, contentFormat }: Sent): Promise<unknown> =>
  content === undefined ? undefined : readContent({ content, contentFormat } as Content);

async function fieldsOf(req: PayloadRequest, sent: Sent, read: unknown): Promise<Partial<Blog>> {
  const { title, excerpt, coverImageId, content } = sent;
  if (coverImageId) await checkCover(req, coverImageId);
  return {
    ...(title !== undefined && { title }),
    ...(excerpt !== undefined && { excerpt }),
    ...(coverImageId !== undefined && { coverImage: coverImageId }),
    ...(content !== undefined && { content: (await toArticle(req, read)) as unknown as Blog['content'] }),
  };
}

async function checkCover(req: PayloadRequest, id: string): Promise<void> {
  const medium = await req.payload.findByID({ collection: 'media', id, depth: 0, disableErrors: true, req });
  if (medium?.mimeType?.startsWith('image/')) return;
  throw new Problem('validation_failed', undefined, {
    errors: [{ path: 'coverImageId', message: 'No picture of this id.' }],
  });
}

function answerOf({ id, slug, _status }: Blog): WrittenPost {
  if (!slug) throw new Error(`Post ${id} was stored without a slug.`);
  return { blogId: id, slug, status: _status === 'published' ? 'PUBLISHED' : 'DRAFT' };
}

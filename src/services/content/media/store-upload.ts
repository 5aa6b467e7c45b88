import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Payload, PayloadRequest } from 'payload';
import { runIdempotently, type StoredReply } from '../../../database/idempotency.ts';
import { withTransaction } from '../../../database/transaction.ts';
import { createBoundedQueue } from '../../../lib/concurrency.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import type { Media } from '../../../payload-types.ts';
import { detectMediaType, type MediaType } from './accepted-files.ts';
import { toPublicUrl } from './assign-keys.ts';
import { type ProcessedImage, processImage, VARIANT_WIDTHS, type VariantName } from './process-image.ts';

/** A validated file with its type and variants; `image` is undefined for a video. */
export type PreparedUpload = { bytes: Buffer; type: MediaType; image: ProcessedImage | undefined };

const cache = new WeakMap<Buffer, Promise<PreparedUpload>>();

/**
 * Validates a file and creates its variants, once per buffer. The result is cached: a service can call this before its
 * transaction, and the collection's hook then reuses the result.
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `validation_failed`, or `unavailable` if the queue is full
 */
export function prepareUpload(bytes: Buffer): Promise<PreparedUpload> {
  const cached = cache.get(bytes);
  if (cached) return cached;
  const preparing = prepare(bytes);
  cache.set(bytes, preparing);
  return preparing;
}

async function prepare(bytes: Buffer): Promise<PreparedUpload> {
  const type = await detectMediaType(bytes);
  const image = type === 'video/mp4' ? undefined : await runInImageQueue(() => processImage(bytes, type));
  return { bytes, type, image };
}

/** Runs work that decodes one image. The queue limits memory and threads regardless of the number of concurrent uploads. */
const runInImageQueue = createBoundedQueue({
  // One image of 24 megapixels takes two threads about half a second.
  maxRunning: Math.min(2, availableParallelism()),
  // The queue is short because an upload in the admin UI waits inside its transaction, and Postgres aborts a transaction that is
  // idle for 10 s.
  maxWaiting: 12,
  fullMessage: 'Too many images are being processed at the moment. Try again in a few seconds.',
  retryAfterSeconds: 5,
});

/** The response of `POST /v1/uploads` (docs/spec/api.md#7-uploads); a video has only `original`. */
type UploadedMedia = {
  mediaId: string;
  url: string;
  variants: { original: string } & Partial<Record<VariantName, string>>;
};

type Uploader = { userId: string; idempotencyKey: string | undefined };

/**
 * Stores an uploaded file with its variants. The variants are created before the transaction begins, because creating them is
 * slow.
 * @throws Problem as {@link createMediaItem} does; also idempotency_conflict and idempotency_key_reused
 */
export async function storeUpload(payload: Payload, mediaItem: NewMediaItem, uploader: Uploader): Promise<StoredReply> {
  const { userId, idempotencyKey: key } = uploader;
  await prepareUpload(mediaItem.bytes);
  const input = key && { alt: mediaItem.alt, sha256: createHash('sha256').update(mediaItem.bytes).digest('hex') };
  return withTransaction(payload, (req) =>
    runIdempotently(req, { scope: `upload:${userId}`, key, input }, async () => ({
      status: 201,
      body: toUploadedMedia(payload, await createMediaItem(req, mediaItem)),
    })),
  );
}

function toUploadedMedia(payload: Payload, mediaItem: Media): UploadedMedia {
  const { cdnUrl } = runtimeOf(payload);
  const original = toPublicUrl(cdnUrl, mediaItem);
  if (!original) throw new Error(`The media item ${mediaItem.id} has no key.`);
  const names = Object.keys(VARIANT_WIDTHS) as VariantName[];
  const variants = names.flatMap((name) => {
    const url = toPublicUrl(cdnUrl, mediaItem, name);
    return url ? [[name, url]] : [];
  });
  return { mediaId: mediaItem.id, url: original, variants: { original, ...Object.fromEntries(variants) } };
}

type NewMediaItem = { bytes: Buffer; name: string; alt?: string | undefined };

/**
 * Creates a media document in the transaction of `req`, without access control. Its files are stored before the function returns,
 * and are deleted if the transaction rolls back. To keep the transaction short, call {@link prepareUpload} with the same buffer
 * before the transaction begins.
 * @throws Problem as {@link prepareUpload} does; also `validation_failed` if `alt` is too long
 */
export async function createMediaItem(req: PayloadRequest, { bytes, name, alt }: NewMediaItem): Promise<Media> {
  const { type } = await prepareUpload(bytes);
  const file = { data: bytes, name, mimetype: type, size: bytes.length };
  return req.payload.create({ collection: 'media', data: { alt }, file, depth: 0, req });
}

import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { cleanLine } from '../../lib/text.ts';
import { MAX_FILE_BYTES } from '../../services/content/media/accepted-files.ts';
import { storeUpload } from '../../services/content/media/store-upload.ts';
import { defineEndpoint, formFile } from '../endpoint.ts';

const uploaded = z.object({
  mediaId: z.uuid(),
  url: z.url(),
  variants: z.object({
    original: z.url(),
    large: z.url().optional(),
    medium: z.url().optional(),
    thumb: z.url().optional(),
  }),
});

const create = defineEndpoint({
  method: 'post',
  path: '/v1/uploads',
  summary: 'Upload a photo (JPEG, PNG, WebP) or a film (MP4), 10 MiB at most',
  tag: 'Uploads',
  callers: ['content-manager'],
  idempotent: true,
  form: { maxFileBytes: MAX_FILE_BYTES },
  body: z.strictObject({ file: formFile, alt: z.string().overwrite(cleanLine).max(300).optional() }),
  replies: { 201: uploaded },
  problems: ['idempotency_conflict', 'idempotency_key_reused'],
  handle: ({ payload, caller, body: { file, alt }, idempotencyKey }) => {
    if (caller.kind !== 'staff') throw new Problem('forbidden');
    return storeUpload(payload, { ...file, alt }, { userId: caller.userId, idempotencyKey });
  },
});

/** The endpoint for uploading photos and films (docs/spec/api.md#7-uploads). */
export const uploadEndpoints = [create];

import { z } from 'zod';
import { endpoint } from '../gateway/endpoint.ts';
import { formFile } from '../gateway/form-file.ts';
import { Problem } from '../problem.ts';
import { MAX_FILE_BYTES } from '../services/content/media/file-types.ts';
import { upload } from '../services/content/media/upload.ts';
import { cleanLine } from '../services/text/clean.ts';

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

const create = endpoint({
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
    return upload(payload, { ...file, alt }, { userId: caller.userId, idempotencyKey });
  },
});

/** The routes of api.md §7. */
export const uploadEndpoints = [create];

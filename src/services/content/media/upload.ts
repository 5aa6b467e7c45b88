import { createHash } from 'node:crypto';
import type { Payload } from 'payload';
import { withTransaction } from '../../../database/transaction.ts';
import { domainOf } from '../../../domain.ts';
import type { Media } from '../../../payload-types.ts';
import { idempotently, type StoredReply } from '../../idempotency.ts';
import { createMedium, type NewMedium } from './create-medium.ts';
import { publicUrl } from './layout.ts';
import { prepareUpload } from './prepare-upload.ts';
import { VARIANT_WIDTHS, type VariantName } from './variants.ts';

/** What `POST /v1/uploads` answers (api.md §7); a film has only `original`. */
export type UploadedMedium = {
  mediaId: string;
  url: string;
  variants: { original: string } & Partial<Record<VariantName, string>>;
};

type Uploader = { userId: string; idempotencyKey: string | undefined };

/**
 * Stores an uploaded file with its variants. All that takes long happens before the transaction.
 * @throws Problem as `prepareUpload` does, and of idempotency
 */
export async function upload(payload: Payload, medium: NewMedium, uploader: Uploader): Promise<StoredReply> {
  const { userId, idempotencyKey: key } = uploader;
  await prepareUpload(medium.bytes);
  const input = key && { alt: medium.alt, sha256: createHash('sha256').update(medium.bytes).digest('hex') };
  return withTransaction(payload, (req) =>
    idempotently(req, { scope: `upload:${userId}`, key, input }, async () => ({
      status: 201,
      body: uploadedMedium(payload, await createMedium(req, medium)),
    })),
  );
}

function uploadedMedium(payload: Payload, medium: Media): UploadedMedium {
  const { cdnUrl } = domainOf(payload);
  const original = publicUrl(cdnUrl, medium);
  if (!original) throw new Error(`The medium ${medium.id} has no key.`);
  const names = Object.keys(VARIANT_WIDTHS) as VariantName[];
  const variants = names.flatMap((name) => {
    const url = publicUrl(cdnUrl, medium, name);
    return url ? [[name, url]] : [];
  });
  return { mediaId: medium.id, url: original, variants: { original, ...Object.fromEntries(variants) } };
}

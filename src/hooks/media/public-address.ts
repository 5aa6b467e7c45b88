import type { FieldHook } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Media } from '../../payload-types.ts';
import { publicUrl } from '../../services/content/media/layout.ts';
import type { VariantName } from '../../services/content/media/variants.ts';

/** The public address of a medium's original, or of its variant `name`, in place of Payload's own route to files. */
export const publicAddress =
  (name?: VariantName): FieldHook<Media> =>
  ({ data, originalDoc, req }) =>
    publicUrl(domainOf(req.payload).cdnUrl, { ...originalDoc, ...data }, name) ?? null;

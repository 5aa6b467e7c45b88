import type { UploadConfig } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Media } from '../../payload-types.ts';
import { publicUrl } from '../../services/content/media/layout.ts';
import { VARIANT_WIDTHS, type VariantName } from '../../services/content/media/variants.ts';

type Handler = NonNullable<UploadConfig['handlers']>[number];

/** Payload's own route to files leads to where they are. */
export const redirectToPublicAddress: Handler = async (req, { params: { filename } }) => {
  const [...names] = Object.keys(VARIANT_WIDTHS) as VariantName[];
  const { docs } = await req.payload.find({
    collection: 'media',
    where: {
      or: [
        { filename: { equals: filename } },
        ...names.map((name) => ({ [`sizes.${name}.filename`]: { equals: filename } })),
      ],
    },
    ...{ limit: 1, depth: 0, pagination: false, req },
  });
  const [medium] = docs as Media[];
  const name = names.find((one) => medium?.sizes?.[one]?.filename === filename);
  const location = medium && publicUrl(domainOf(req.payload).cdnUrl, medium, name);
  return location ? Response.redirect(location, 302) : new Response(null, { status: 404 });
};

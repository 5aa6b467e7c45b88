import type { Payload } from 'payload';

/** The smallest picture of a medium, for lists; undefined when it has none or is gone. */
export async function thumbnailOf(payload: Payload, id: string): Promise<{ url: string; alt: string } | undefined> {
  const medium = await payload.findByID({
    collection: 'media',
    id,
    depth: 0,
    disableErrors: true,
    select: { alt: true, sizes: { thumb: { url: true } } },
  });
  const url = medium?.sizes?.thumb?.url;
  return url ? { url, alt: medium.alt ?? '' } : undefined;
}

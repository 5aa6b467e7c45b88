import { getPayloadPopulateFn } from '@payloadcms/richtext-lexical';
import { convertLexicalToHTMLAsync, LinkHTMLConverterAsync } from '@payloadcms/richtext-lexical/html-async';
import type { SerializedEditorState } from '@payloadcms/richtext-lexical/lexical';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';

type InternalLink = Parameters<NonNullable<Parameters<typeof LinkHTMLConverterAsync>[0]['internalDocToHref']>>[0];

/**
 * A description as HTML, by Payload's own converters, which escape text and let no address run a script. What it refers to
 * is read as the public may read it.
 */
export async function descriptionHtml(payload: Payload, data: SerializedEditorState): Promise<string> {
  const populate = await getPayloadPopulateFn({ currentDepth: 0, depth: 1, payload, overrideAccess: false });
  return convertLexicalToHTMLAsync({
    data,
    populate,
    disableContainer: true,
    converters: ({ defaultConverters }) => ({
      ...defaultConverters,
      ...LinkHTMLConverterAsync({ internalDocToHref: (link) => hrefOf(domainOf(payload).publicUrl, link) }),
    }),
  });
}

/** The page of a document on the website; one that the public may not read has none. */
async function hrefOf(publicUrl: string, { linkNode, populate }: InternalLink): Promise<string> {
  const { doc } = linkNode.fields;
  if (!doc) return '#';
  const { relationTo, value } = doc;
  const found = await populate?.<{ slug?: string; deletedAt?: string | null }>({
    collectionSlug: relationTo,
    id: typeof value === 'object' ? String(value.id) : value,
  });
  return found?.slug && !found.deletedAt ? `${publicUrl}/${relationTo}/${found.slug}` : '#';
}

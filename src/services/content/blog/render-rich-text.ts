import type { DefaultNodeTypes, SerializedBlockNode } from '@payloadcms/richtext-lexical';
import {
  convertLexicalToHTML,
  type HTMLConvertersFunction,
  LinkHTMLConverter,
} from '@payloadcms/richtext-lexical/html';
import type { Payload } from 'payload';
import { escapeHtml } from '../../../lib/escape-html.ts';
import { toRelationId } from '../../../lib/ids.ts';
import { toHomeUrl, toPageUrl, toProductPageKind, type Website } from '../../../lib/site-urls.ts';
import type { GalleryBlock, ImageBlock, ProductTeaserBlock, QuoteBlock, VideoBlock } from '../../../payload-types.ts';
import { readWebsite } from '../../settings/index.ts';
import { type MediaItem, type References, readReferences } from './read-references.ts';
import type { RichText } from './rich-text.ts';

/** Renders an HTML attribute; empty if its value is null. */
const renderAttribute = (name: string, value: string | number | null) =>
  value === null ? '' : ` ${name}="${escapeHtml(String(value))}"`;

const BY_WIDTH = ['thumb', 'medium', 'large'] as const;

/**
 * Returns the `srcset` of the variants, narrowest first. A variant is omitted if the variant before it is as wide: images are
 * never enlarged, so several variants of a small image can have the same width.
 */
function toSrcset({ variants, widths }: MediaItem): string | null {
  if (!widths) return null;
  const wider = BY_WIDTH.filter((name, index) => index === 0 || widths[name] > widths[BY_WIDTH[index - 1] ?? name]);
  return wider.map((name) => `${variants[name]} ${widths[name]}w`).join(', ');
}

/** Renders a picture with a `srcset`, so that the browser can select a variant of suitable width. */
export function renderPicture(mediaItem: MediaItem): string {
  const { url, alt, width, height } = mediaItem;
  return `<img src="${escapeHtml(url)}"${renderAttribute('srcset', toSrcset(mediaItem))} sizes="(min-width: 800px) 800px, 100vw" alt="${escapeHtml(
    alt ?? '',
  )}"${renderAttribute('width', width)}${renderAttribute('height', height)} loading="lazy">`;
}

const renderVideo = ({ url, alt }: MediaItem) =>
  `<video src="${escapeHtml(url)}" controls preload="metadata"${renderAttribute('aria-label', alt)}></video>`;

/** Renders a picture or video with its caption; empty if the media document no longer exists. */
export function renderFigure(mediaItem: MediaItem | undefined, caption?: string | null): string {
  if (!mediaItem) return '';
  const content = mediaItem.mimeType.startsWith('video/') ? renderVideo(mediaItem) : renderPicture(mediaItem);
  return `<figure>${content}${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ''}</figure>`;
}

/** The blocks that a post can contain in addition to text. */
export type AnyBlock = ImageBlock | GalleryBlock | ProductTeaserBlock | QuoteBlock | VideoBlock;

/**
 * Renders a block as HTML, without media and products that are not public or that the editor has not chosen yet. An image, video
 * or product teaser without its document becomes an empty string.
 */
export function renderBlock(block: Partial<AnyBlock>, references: References, website: Website): string {
  const findMedia = (value: string | { id: string } | undefined) => references.media.get(toRelationId(value) ?? '');
  switch (block.blockType) {
    case 'image':
      return renderFigure(findMedia(block.image), block.caption);
    case 'video':
      return renderFigure(findMedia(block.video), block.caption);
    case 'gallery':
      return `<div class="gallery">${(block.images ?? []).map((image) => renderFigure(findMedia(image))).join('')}</div>`;
    case 'quote':
      return renderQuote(block);
    case 'productTeaser':
      return renderTeaser(block, references, website);
    default:
      return '';
  }
}

const renderQuote = ({ text = '', attribution }: Partial<QuoteBlock>) =>
  `<figure class="quote"><blockquote><p>${escapeHtml(text)}</p></blockquote>${
    attribution ? `<figcaption>${escapeHtml(attribution)}</figcaption>` : ''
  }</figure>`;

function renderTeaser(
  { product: chosen }: Partial<ProductTeaserBlock>,
  { products, media }: References,
  website: Website,
): string {
  const product = products.get(toRelationId(chosen) ?? '');
  if (!product) return '';
  const { slug, title, summary, image, category } = product;
  const imageItem = media.get(image ?? '');
  return `<aside class="product-teaser"><a href="${escapeHtml(toPageUrl(website, toProductPageKind(category), slug))}">${
    imageItem ? renderPicture(imageItem) : ''
  }<strong>${escapeHtml(title)}</strong>${summary ? `<span>${escapeHtml(summary)}</span>` : ''}</a></aside>`;
}

type InternalLink = { fields: { doc?: { relationTo: string; value: string | { id: string } } | null } };

/**
 * Converts rich text to HTML with Payload's converter. Text is escaped, and no URL can run a script. Embedded documents that
 * are not public are omitted, and links to such documents lead to the home page. `website` has the paths for links.
 */
export function richTextToHtml(data: RichText, references: References, website: Website): string {
  return convertLexicalToHTML({ data, disableContainer: true, converters: createConverters(references, website) });
}

type Converters = HTMLConvertersFunction<DefaultNodeTypes | SerializedBlockNode<AnyBlock>>;

const createConverters =
  (references: References, website: Website): Converters =>
  ({ defaultConverters }) => ({
    ...defaultConverters,
    ...LinkHTMLConverter({
      internalDocToHref: ({ linkNode }) => resolveHref(linkNode as InternalLink, references, website),
    }),
    // Payload's converter gives each checkbox a random id, so the same text would be rendered differently each time.
    listitem: ({ node, nodesToHTML }) => {
      const { checked, value } = node as { checked?: boolean; value: number };
      const state = checked === undefined ? '' : ` role="checkbox" aria-checked="${checked}"`;
      // An item that holds only a nested list has no bullet.
      const look =
        (node.children[0] as { type?: string } | undefined)?.type === 'list' ? ' style="list-style-type: none;"' : '';
      return `<li value="${Number(value)}"${state}${look}>${nodesToHTML({ nodes: node.children }).join('')}</li>`;
    },
    upload: ({ node }) => renderFigure(references.media.get(toRelationId(node.value as string | { id: string }) ?? '')),
    blocks: {
      image: ({ node }) => renderBlock(node.fields, references, website),
      gallery: ({ node }) => renderBlock(node.fields, references, website),
      productTeaser: ({ node }) => renderBlock(node.fields, references, website),
      quote: ({ node }) => renderBlock(node.fields, references, website),
      video: ({ node }) => renderBlock(node.fields, references, website),
    },
  });

function resolveHref({ fields: { doc } }: InternalLink, { posts, products }: References, website: Website): string {
  const id = toRelationId(doc?.value) ?? '';
  const product = products.get(id);
  if (doc?.relationTo === 'products' && product)
    return toPageUrl(website, toProductPageKind(product.category), product.slug);
  const slug = doc?.relationTo === 'blogs' ? posts.get(id) : undefined;
  return slug === undefined ? toHomeUrl(website) : toPageUrl(website, 'post', slug);
}

/** Renders rich text as HTML for the public, with the current state of the documents that it references. */
export const renderRichText = async (payload: Payload, richText: RichText): Promise<string> =>
  richTextToHtml(richText, await readReferences(payload, richText), await readWebsite(payload));

import escapeHtml from 'escape-html';
import { relationId } from '../../../collections/relation-id.ts';
import type { GalleryBlock, ImageBlock, ProductTeaserBlock, QuoteBlock, VideoBlock } from '../../../payload-types.ts';
import { pageUrl, sortOfProduct, type Website } from '../../site-urls.ts';
import { figure, picture } from './media-html.ts';
import type { References } from './references.ts';

/** What a post is made of besides text. */
export type AnyBlock = ImageBlock | GalleryBlock | ProductTeaserBlock | QuoteBlock | VideoBlock;

/** A block as HTML; nothing where the public may not see what it shows, or where a draft has not chosen it yet. */
export function blockHtml(block: Partial<AnyBlock>, references: References, website: Website): string {
  const medium = (value: string | { id: string } | undefined) => references.media.get(relationId(value) ?? '');
  switch (block.blockType) {
    case 'image':
      return figure(medium(block.image), block.caption);
    case 'video':
      return figure(medium(block.video), block.caption);
    case 'gallery':
      return `<div class="gallery">${(block.images ?? []).map((image) => figure(medium(image))).join('')}</div>`;
    case 'quote':
      return quote(block);
    case 'productTeaser':
      return teaser(block, references, website);
    default:
      return '';
  }
}

const quote = ({ text = '', attribution }: Partial<QuoteBlock>) =>
  `<figure class="quote"><blockquote><p>${escapeHtml(text)}</p></blockquote>${
    attribution ? `<figcaption>${escapeHtml(attribution)}</figcaption>` : ''
  }</figure>`;

function teaser(
  { product: chosen }: Partial<ProductTeaserBlock>,
  { products, media }: References,
  website: Website,
): string {
  const product = products.get(relationId(chosen) ?? '');
  if (!product) return '';
  const { slug, title, summary, image, category } = product;
  const shown = media.get(image ?? '');
  return `<aside class="product-teaser"><a href="${escapeHtml(pageUrl(website, sortOfProduct(category), slug))}">${
    shown ? picture(shown) : ''
  }<strong>${escapeHtml(title)}</strong>${summary ? `<span>${escapeHtml(summary)}</span>` : ''}</a></aside>`;
}

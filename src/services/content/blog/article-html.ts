import type { DefaultNodeTypes, SerializedBlockNode } from '@payloadcms/richtext-lexical';
import {
  convertLexicalToHTML,
  type HTMLConvertersFunction,
  LinkHTMLConverter,
} from '@payloadcms/richtext-lexical/html';
import { relationId } from '../../../collections/relation-id.ts';
import { homeUrl, pageUrl, sortOfProduct, type Website } from '../../site-urls.ts';
import type { Article } from './article.ts';
import { type AnyBlock, blockHtml } from './block-html.ts';
import { figure } from './media-html.ts';
import type { References } from './references.ts';

type Internal = { fields: { doc?: { relationTo: string; value: string | { id: string } } | null } };

/**
 * An article as HTML, by Payload's own converter: text is escaped, no address runs a script, and what it refers to that
 * the public may not see is left out. `website` says where that has its pages.
 */
export function articleHtml(data: Article, references: References, website: Website): string {
  return convertLexicalToHTML({ data, disableContainer: true, converters: convertersFor(references, website) });
}

type Converters = HTMLConvertersFunction<DefaultNodeTypes | SerializedBlockNode<AnyBlock>>;

const convertersFor =
  (references: References, website: Website): Converters =>
  ({ defaultConverters }) => ({
    ...defaultConverters,
    ...LinkHTMLConverter({ internalDocToHref: ({ linkNode }) => hrefOf(linkNode as Internal, references, website) }),
    // Payload's own gives each box of a checklist a random id, so that no two renderings would be the same.
    listitem: ({ node, nodesToHTML }) => {
      const { checked, value } = node as { checked?: boolean; value: number };
      const state = checked === undefined ? '' : ` role="checkbox" aria-checked="${checked}"`;
      // An item that only holds a list has no bullet of its own.
      const look =
        (node.children[0] as { type?: string } | undefined)?.type === 'list' ? ' style="list-style-type: none;"' : '';
      return `<li value="${Number(value)}"${state}${look}>${nodesToHTML({ nodes: node.children }).join('')}</li>`;
    },
    upload: ({ node }) => figure(references.media.get(relationId(node.value as string | { id: string }) ?? '')),
    blocks: {
      image: ({ node }) => blockHtml(node.fields, references, website),
      gallery: ({ node }) => blockHtml(node.fields, references, website),
      productTeaser: ({ node }) => blockHtml(node.fields, references, website),
      quote: ({ node }) => blockHtml(node.fields, references, website),
      video: ({ node }) => blockHtml(node.fields, references, website),
    },
  });

function hrefOf({ fields: { doc } }: Internal, { posts, products }: References, website: Website): string {
  const id = relationId(doc?.value) ?? '';
  const product = products.get(id);
  if (doc?.relationTo === 'products' && product) return pageUrl(website, sortOfProduct(product.category), product.slug);
  const slug = doc?.relationTo === 'blogs' ? posts.get(id) : undefined;
  return slug === undefined ? homeUrl(website) : pageUrl(website, 'post', slug);
}

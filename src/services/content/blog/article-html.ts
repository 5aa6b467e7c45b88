import type { DefaultNodeTypes, SerializedBlockNode } from '@payloadcms/richtext-lexical';
import {
  convertLexicalToHTML,
  type HTMLConvertersFunction,
  LinkHTMLConverter,
} from '@payloadcms/richtext-lexical/html';
import { relationId } from '../../../collections/relation-id.ts';
import { siteUrls } from '../../site-urls.ts';
import type { Article } from './article.ts';
import { type AnyBlock, blockHtml } from './block-html.ts';
import { figure } from './media-html.ts';
import type { References } from './references.ts';

type Internal = { fields: { doc?: { relationTo: string; value: string | { id: string } } | null } };

/**
 * An article as HTML, by Payload's own converter: text is escaped, no address runs a script, and what it refers to that
 * the public may not see is left out. `site` is where the public reaches the website.
 */
export function articleHtml(data: Article, references: References, site: string): string {
  return convertLexicalToHTML({ data, disableContainer: true, converters: convertersFor(references, site) });
}

type Converters = HTMLConvertersFunction<DefaultNodeTypes | SerializedBlockNode<AnyBlock>>;

const convertersFor =
  (references: References, site: string): Converters =>
  ({ defaultConverters }) => ({
    ...defaultConverters,
    ...LinkHTMLConverter({ internalDocToHref: ({ linkNode }) => hrefOf(linkNode as Internal, references, site) }),
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
      image: ({ node }) => blockHtml(node.fields, references, site),
      gallery: ({ node }) => blockHtml(node.fields, references, site),
      productTeaser: ({ node }) => blockHtml(node.fields, references, site),
      quote: ({ node }) => blockHtml(node.fields, references, site),
      video: ({ node }) => blockHtml(node.fields, references, site),
    },
  });

function hrefOf({ fields: { doc } }: Internal, { posts, products }: References, site: string): string {
  const { post, product, home } = siteUrls(site);
  const id = relationId(doc?.value) ?? '';
  const slug = doc?.relationTo === 'blogs' ? posts.get(id) : products.get(id)?.slug;
  if (slug === undefined) return home;
  return doc?.relationTo === 'blogs' ? post(slug) : product(slug);
}

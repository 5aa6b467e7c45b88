import { randomBytes } from 'node:crypto';
import type { Endpoint } from 'payload';
import { hasRole } from '../../../access/roles.ts';
import { escapeHtml } from '../../../lib/escape-html.ts';
import { isUuid } from '../../../lib/ids.ts';
import type { Blog } from '../../../payload-types.ts';
import { renderRichText } from './render-rich-text.ts';
import type { RichText } from './rich-text.ts';

type PreviewPage = { title: string; excerpt: string; cover: Blog['coverImage']; html: string; nonce: string };

const STYLE = `
  body { margin: 0; background: #fff; color: #1f2421; font: 18px/1.6 Georgia, serif }
  main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
  h1, h2, h3, h4 { line-height: 1.2 }
  img, video { max-width: 100%; height: auto }
  figure { margin: 1.5rem 0 }
  figcaption, .excerpt { color: #56605a }
  .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .75rem }
  .gallery figure { margin: 0 }
  blockquote { margin: 0; padding-left: 1rem; border-left: 3px solid #b9a97c; font-style: italic }
  .product-teaser a { display: grid; gap: .25rem; padding: 1rem; border: 1px solid #d9d4c5; color: inherit; text-decoration: none }
  pre, code { font-family: ui-monospace, monospace }`;

/**
 * The script of the page. As Payload's live preview requires of server-rendered pages, it tells the admin UI that the page is
 * ready, and reloads the content of the page after each save (`payload-document-event`).
 */
const SCRIPT = `
  const admin = window.opener ?? window.parent;
  const refresh = async () => {
    const response = await fetch(location.href);
    if (!response.ok) return;
    // The style element of the new page has another nonce, which the policy of this page would refuse.
    const html = (await response.text()).replace(/<style[^]*?<\\/style>/, '');
    const page = new DOMParser().parseFromString(html, 'text/html');
    document.title = page.title;
    document.querySelector('main').replaceWith(page.querySelector('main'));
  };
  addEventListener('message', ({ origin, data }) => {
    if (origin === location.origin && data?.type === 'payload-document-event') refresh();
  });
  if (admin !== window) admin.postMessage({ type: 'payload-live-preview', ready: true }, location.origin);`;

const renderCover = (cover: PreviewPage['cover']) =>
  typeof cover === 'object' && cover?.url
    ? `<img src="${escapeHtml(cover.url)}" alt="${escapeHtml(cover.alt ?? '')}">`
    : '';

/** Renders a plain preview page of a post for editors. It does not have the design of the website. */
export function renderPreviewPage({ title, excerpt, cover, html, nonce }: PreviewPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>Preview: ${escapeHtml(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${excerpt ? `<p class="excerpt">${escapeHtml(excerpt)}</p>` : ''}
${renderCover(cover)}
${html}
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

/** The preview is a route of the Payload collection, so it also works without Express, and uses the admin UI's session. */
const PREVIEW_PATH = '/:id/preview';

/** Returns the path of a post's preview on the host of the admin UI. */
export const toPreviewPath = (apiRoute: string, id: string): string =>
  `${apiRoute}/blogs${PREVIEW_PATH.replace(':id', id)}`;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'private, no-store',
  'X-Robots-Tag': 'noindex, nofollow',
};

/**
 * The page's Content Security Policy: only the page's own style and script are used, and only the admin UI may frame the page.
 */
const contentSecurityPolicy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    // Rich text uses style attributes to align paragraphs and to format lists.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' https: http: data:",
    "media-src 'self' https: http:",
    "connect-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const refusePreview = (status: 401 | 403 | 404) =>
  new Response(status === 404 ? 'There is no such post.' : 'Only staff who can edit posts can see previews.', {
    status,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  });

/** `GET /api/blogs/:id/preview`: the latest version of a post, draft or published, as a page for content managers. */
export const previewEndpoint: Endpoint = {
  method: 'get',
  path: PREVIEW_PATH,
  handler: async (req) => {
    const id = req.routeParams?.id;
    if (!hasRole(req.user, 'content-manager')) return refusePreview(req.user ? 403 : 401);
    if (!isUuid(id)) return refusePreview(404);
    const posts = await req.payload.find({
      ...{ collection: 'blogs', draft: true, where: { id: { equals: id } }, limit: 1, pagination: false, depth: 1 },
      ...{ overrideAccess: false, req },
    });
    const [post] = posts.docs;
    if (!post) return refusePreview(404);
    const richText = post.content as unknown as RichText | undefined;
    const html = richText ? await renderRichText(req.payload, richText) : '';
    const nonce = randomBytes(16).toString('base64');
    const page = renderPreviewPage({
      title: post.title ?? '',
      excerpt: post.excerpt ?? '',
      cover: post.coverImage,
      html,
      nonce,
    });
    return new Response(page, { headers: { ...HEADERS, 'Content-Security-Policy': contentSecurityPolicy(nonce) } });
  },
};

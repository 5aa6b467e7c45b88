import escapeHtml from 'escape-html';
import type { Blog } from '../../../payload-types.ts';

type Page = { title: string; excerpt: string; cover: Blog['coverImage']; html: string; nonce: string };

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
 * Tells the admin UI that the page is there, and fetches it again whenever the editor has saved, as Payload's live preview for
 * pages rendered on a server does (`payload-document-event`).
 */
const SCRIPT = `
  const admin = window.opener ?? window.parent;
  const refresh = async () => {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.title = page.title;
    document.querySelector('main').replaceWith(page.querySelector('main'));
  };
  addEventListener('message', ({ origin, data }) => {
    if (origin === location.origin && data?.type === 'payload-document-event') refresh();
  });
  if (admin !== window) admin.postMessage({ type: 'payload-live-preview', ready: true }, location.origin);`;

const imageOf = (cover: Page['cover']) =>
  typeof cover === 'object' && cover?.url
    ? `<img src="${escapeHtml(cover.url)}" alt="${escapeHtml(cover.alt ?? '')}">`
    : '';

/** A plain page of a post, for editors: the website draws its own. */
export function previewPage({ title, excerpt, cover, html, nonce }: Page): string {
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
${imageOf(cover)}
${html}
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

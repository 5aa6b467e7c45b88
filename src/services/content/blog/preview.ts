import { randomBytes } from 'node:crypto';
import type { Endpoint } from 'payload';
import { hasRole } from '../../../access/roles.ts';
import { isUuid } from '../../../ids.ts';
import type { Article } from './article.ts';
import { previewPage } from './preview-page.ts';
import { renderArticle } from './render-article.ts';

/** Below the collection, so that a host without Express serves it too, signed in as the admin UI is. */
const PREVIEW_PATH = '/:id/preview';

/** The address of a post's preview on the host that serves the admin UI. */
export const previewAddress = (apiRoute: string, id: string): string =>
  `${apiRoute}/blogs${PREVIEW_PATH.replace(':id', id)}`;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'private, no-store',
  'X-Robots-Tag': 'noindex, nofollow',
};

/** The policy of the page: its own style and script alone, and framed by the admin UI alone. */
const policy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' https: http: data:",
    "media-src 'self' https: http:",
    "connect-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const refusal = (status: 401 | 403 | 404) =>
  new Response(status === 404 ? 'There is no such post.' : 'Previews are for those who edit posts.', {
    status,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  });

/** `GET /api/blogs/:id/preview`: the newest version of a post, drafts included, as a page for those who may edit it. */
export const preview: Endpoint = {
  method: 'get',
  path: PREVIEW_PATH,
  handler: async (req) => {
    const id = req.routeParams?.id;
    if (!hasRole(req.user, 'content-manager')) return refusal(req.user ? 403 : 401);
    if (!isUuid(id)) return refusal(404);
    const posts = await req.payload.find({
      ...{ collection: 'blogs', draft: true, where: { id: { equals: id } }, limit: 1, pagination: false, depth: 1 },
      ...{ overrideAccess: false, req },
    });
    const [post] = posts.docs;
    if (!post) return refusal(404);
    const article = post.content as unknown as Article | undefined;
    const html = article ? await renderArticle(req.payload, article) : '';
    const nonce = randomBytes(16).toString('base64');
    const page = previewPage({
      title: post.title ?? '',
      excerpt: post.excerpt ?? '',
      cover: post.coverImage,
      html,
      nonce,
    });
    return new Response(page, { headers: { ...HEADERS, 'Content-Security-Policy': policy(nonce) } });
  },
};

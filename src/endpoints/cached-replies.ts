import type { CachedAnswer } from '../cache/response-cache.ts';
import type { MovedDocument } from '../services/content/index.ts';
import type { Reply } from './endpoint.ts';

/**
 * A reply is fresh for one second. Caches may serve a stale copy for up to a minute while they fetch a new one
 * (docs/spec/flows.md#2-browse-products).
 */
const CACHE_CONTROL = 'public, max-age=1, stale-while-revalidate=59';

/** Converts a cached answer, which is the same for all callers, to a reply. */
export const toCachedReply = ({ body, etag, once }: CachedAnswer): Reply => ({
  status: 200,
  body,
  type: 'application/json; charset=utf-8',
  headers: { ETag: etag, 'Cache-Control': once ? 'no-store' : CACHE_CONTROL },
});

/** Returns a redirect to the current address of a moved document. `list` is the path of the list that contains the document. */
export const toRedirectReply = (list: `/v1/${string}`, { movedTo, status }: MovedDocument): Reply => ({
  status,
  headers: { Location: `${list}/${encodeURIComponent(movedTo)}`, 'Cache-Control': CACHE_CONTROL },
});

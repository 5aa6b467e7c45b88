import type { CachedAnswer } from '../cache/response-cache.ts';
import type { Reply } from '../gateway/endpoint.ts';
import type { Moved } from '../services/content/redirects.ts';

/** Old for a second at most here; whoever keeps copies may show one for a minute while fetching the next (flow 2). */
const CACHE_CONTROL = 'public, max-age=1, stale-while-revalidate=59';

/** The reply of an answer that is the same for everybody. */
export const cachedReply = ({ body, etag }: CachedAnswer): Reply => ({
  status: 200,
  body,
  type: 'application/json; charset=utf-8',
  headers: { ETag: etag, 'Cache-Control': CACHE_CONTROL },
});

/** Such a reply, when the process has the answer at hand. */
export const recalledReply = (answer: CachedAnswer | undefined): Reply | undefined => answer && cachedReply(answer);

/** Leads to where something is now, below `list`. */
export const movedReply = (list: `/v1/${string}`, { movedTo, status }: Moved): Reply => ({
  status,
  headers: { Location: `${list}/${encodeURIComponent(movedTo)}`, 'Cache-Control': CACHE_CONTROL },
});

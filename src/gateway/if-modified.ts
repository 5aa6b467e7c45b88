import { namesEtag } from './if-none-match.ts';
import type { Outgoing } from './run-endpoint.ts';

/** The answer, or 304 when the caller has this very one (RFC 9110 §13.1.2). */
export function ifModified(ifNoneMatch: string | undefined, answer: Outgoing): Outgoing {
  const { ETag } = answer.headers;
  if (answer.status !== 200 || ETag === undefined) return answer;
  if (ifNoneMatch !== ETag && !namesEtag(ifNoneMatch, ETag)) return answer;
  const { 'Content-Type': _, ...headers } = answer.headers;
  return { status: 304, headers, body: undefined };
}

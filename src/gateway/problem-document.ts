import { currentCorrelationId } from '../correlation.ts';
import type { Problem } from '../problem.ts';

/** The media type of every error that leaves the gateway. */
export const PROBLEM_JSON = 'application/problem+json';

/** Seconds after which a client may try again when the refusal did not say. */
const RETRY_AFTER_SECONDS = '5';

/** The RFC 9457 document of a refusal, as api.md ("Errors") shapes it; `type` leads to the list at `/docs/problems`. */
export function problemDocument(problem: Problem): Record<string, unknown> {
  return {
    type: `/docs/problems#${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    correlationId: currentCorrelationId(),
    ...(problem.errors ? { errors: problem.errors } : {}),
  };
}

/** The headers that belong to a refusal besides those that it brings itself. */
export function problemHeaders(problem: Problem): Record<string, string> {
  return {
    'Content-Type': PROBLEM_JSON,
    'Cache-Control': 'no-store',
    ...(problem.code === 'unavailable' ? { 'Retry-After': RETRY_AFTER_SECONDS } : {}),
    ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...problem.headers,
  };
}

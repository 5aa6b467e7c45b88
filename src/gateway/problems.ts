import type { Logger } from 'pino';
import { isConnectivityError, isDataError, isUniqueViolation } from '../database/errors.ts';
import { toConstraintProblem } from '../database/to-constraint-problem.ts';
import type { Reply } from '../endpoints/endpoint.ts';
import { currentCorrelationId, isPayloadRequest } from '../lib/correlation.ts';
import { type FieldError, isMalformedRequest, isProblem, Problem, type ProblemCode } from '../lib/problem.ts';
import type { Exchange, Outgoing } from './exchange.ts';

/** The media type of every error response of the gateway. */
export const PROBLEM_JSON = 'application/problem+json';

/** The default `Retry-After` of an `unavailable` refusal, in seconds. */
const RETRY_AFTER_SECONDS = '5';

/**
 * The RFC 9457 document of a refusal, as docs/spec/api.md#errors describes it. `type` links to the entry of its code at
 * `/docs/problems`.
 */
export function toProblemDocument(problem: Problem): Record<string, unknown> {
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

/** The headers of a refusal: the headers of every error response, and the headers of the problem itself. */
export function toProblemHeaders(problem: Problem): Record<string, string> {
  return {
    'Content-Type': PROBLEM_JSON,
    'Cache-Control': 'no-store',
    ...(problem.code === 'unavailable' ? { 'Retry-After': RETRY_AFTER_SECONDS } : {}),
    ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...problem.headers,
  };
}

/**
 * A refusal as the reply of an endpoint, with `members` in addition to the standard members (RFC 9457 §3.2). Unlike an exception,
 * it is not logged.
 */
export const toProblemReply = (problem: Problem, members: Record<string, unknown>): Reply => ({
  status: problem.status,
  type: PROBLEM_JSON,
  headers: toProblemHeaders(problem),
  body: JSON.stringify({ ...toProblemDocument(problem), ...members }),
});

/** Converts an error to a response with a problem document, and logs the error if it is unexpected. */
export function toRefusal({ payload, endpoint, limitHeaders }: Exchange, error: unknown): Outgoing {
  const problem = toProblem(error);
  logFailure(payload.logger, endpoint.path, problem, error);
  return {
    status: problem.status,
    headers: { ...limitHeaders, ...toProblemHeaders(problem) },
    body: JSON.stringify(toProblemDocument(problem)),
  };
}

/** Logs a failure of this site, or of a dependency. `error` is the original error; refusals of the client are not logged. */
export function logFailure(log: Logger, route: string, problem: Problem, error: unknown): void {
  const context = { err: problem.cause ?? error, route };
  if (problem.code === 'internal_error') log.error(context, 'A request failed.');
  else if (problem.code === 'unavailable')
    log.warn(context, 'A request was refused because a dependency is unavailable.');
}

const CODE_BY_STATUS: Record<number, ProblemCode> = {
  400: 'validation_failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'invalid_state',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  423: 'invalid_state',
  429: 'rate_limited',
  503: 'unavailable',
};

/**
 * Converts any error to a problem: a violated constraint to the problem of its rule, a lost connection to `unavailable`, an
 * error of Payload or Express to the code for its status, and any other error to `internal_error`, which does not reveal the
 * original error. Payload's classes are recognised by shape, because the admin bundle has copies of them.
 */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  const refusal = toConstraintProblem(error);
  if (refusal) return refusal;
  if (isConnectivityError(error)) return new Problem('unavailable', undefined, { cause: error });
  const code = CODE_BY_STATUS[readStatus(error)];
  if (!code) return new Problem('internal_error', undefined, { cause: error });
  return new Problem(code, undefined, { cause: error, errors: readFieldErrors(error) });
}

function readStatus(error: unknown): number {
  if (!(error instanceof Error)) return 500;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return error instanceof URIError ? 400 : 500;
}

/** The fields of a Payload `ValidationError` with their messages; undefined for other errors. */
function readFieldErrors(error: unknown): FieldError[] | undefined {
  const data = (error as { data?: { errors?: unknown } }).data;
  if (!Array.isArray(data?.errors)) return undefined;
  return data.errors.map((each: { path?: unknown; message?: unknown }) => ({
    path: String(each.path ?? ''),
    message: String(each.message ?? 'Not valid'),
  }));
}

/**
 * Whether the client caused an error. This is true of all errors with a 4xx status. Within Payload's own API, it is also true of
 * the errors for which the error hooks (src/hooks/errors.ts) return a 400: values that Postgres refuses, and malformed JSON
 * and forms.
 */
export function isRefusal(error: unknown): boolean {
  if (toProblem(error).status < 500) return true;
  return isPayloadRequest() && (isDataError(error) || isUniqueViolation(error) || isMalformedRequest(error));
}

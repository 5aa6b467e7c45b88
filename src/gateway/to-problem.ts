import { isConnectivityError } from '../database/connectivity.ts';
import { constraintProblem } from '../database/constraint-problem.ts';
import { type FieldError, isProblem, Problem, type ProblemCode } from '../problem.ts';

const BY_STATUS: Record<number, ProblemCode> = {
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
 * The refusal that stands for any error: Payload's and Express's by their status, lost connections as `unavailable`,
 * the rest as `internal_error` with nothing of the original in it. Payload's classes are told by shape, because the admin
 * bundle carries copies of them.
 */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  const refusal = constraintProblem(error);
  if (refusal) return refusal;
  if (isConnectivityError(error)) return new Problem('unavailable', undefined, { cause: error });
  const code = BY_STATUS[statusOf(error)];
  if (!code) return new Problem('internal_error', undefined, { cause: error });
  return new Problem(code, undefined, { cause: error, errors: fieldErrorsOf(error) });
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 500;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return error instanceof URIError ? 400 : 500;
}

/** The fields that a Payload `ValidationError` names. */
function fieldErrorsOf(error: unknown): FieldError[] | undefined {
  const data = (error as { data?: { errors?: unknown } }).data;
  if (!Array.isArray(data?.errors)) return undefined;
  return data.errors.map((each: { path?: unknown; message?: unknown }) => ({
    path: String(each.path ?? ''),
    message: String(each.message ?? 'Not valid'),
  }));
}

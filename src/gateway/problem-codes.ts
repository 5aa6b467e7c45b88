import type { ProblemCode } from '../problem.ts';
import type { Endpoint } from './endpoint.ts';

/** Every code that an endpoint may answer: its own, and those that its callers and input bring along. */
export function problemCodesOf(endpoint: Endpoint): ProblemCode[] {
  const { callers, params, query, body, form, idempotent, limit, signatureHeader, problems = [] } = endpoint;
  const codes = new Set<ProblemCode>();
  if (params || query || body || idempotent) codes.add('validation_failed');
  if (body) for (const code of ['payload_too_large', 'unsupported_media_type'] as const) codes.add(code);
  if (body && !form) codes.add('malformed_json');
  if (signatureHeader) codes.add('payload_too_large');
  if (!callers.includes('public'))
    for (const code of ['unauthenticated', 'token_expired', 'forbidden'] as const) codes.add(code);
  for (const code of problems) codes.add(code);
  if (limit !== null) codes.add('rate_limited');
  for (const code of ['internal_error', 'unavailable'] as const) codes.add(code);
  return [...codes];
}

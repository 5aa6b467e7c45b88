/** What never reaches a log, in lower case: secrets, and what tells who a customer is. */
const SENSITIVE = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'x-internal-token',
  'stripe-signature',
  'password',
  'secret',
  'otp',
  'token',
  'accesstoken',
  'refreshtoken',
  'email',
  'phone',
  'address',
  'postcode',
  'firstname',
  'lastname',
]);

const MAX_DEPTH = 6;

/**
 * A copy of what is to be logged with the values of sensitive keys left out, however deep they lie. (pino's own `redact`
 * needs a path for each depth, and took a fifth of a request's time.) Errors are described elsewhere.
 */
export function redact(logged: Record<string, unknown>): Record<string, unknown> {
  return copy(logged, 0) as Record<string, unknown>;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || 'toJSON' in value) return value;
  if (depth === MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((each) => copy(each, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    result[key] = SENSITIVE.has(key.toLowerCase()) ? '[redacted]' : copy(child, depth + 1);
  }
  return result;
}

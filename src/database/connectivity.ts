/**
 * Socket errors, and the SQLSTATEs by which Postgres says "not now": connections, shutdown, timeouts, deadlock; read-only after a failover;
 * disk, memory or another resource spent; a password or database that is not there (any more).
 */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  'ENETDOWN',
  '25006',
  '53000',
  '53100',
  '53200',
  '53300',
  '53400',
  '58000',
  '58030',
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '57014',
  '55P03',
  '40001',
  '40P01',
  '25P03',
  '25P04',
  '28000',
  '28P01',
  '3D000',
]);

/** pg, its pool and ioredis have no codes for these; Redis says why in the first word. */
const MESSAGES =
  /^(READONLY|LOADING|OOM|NOREPLICAS|MASTERDOWN|MISCONF|UNBLOCKED|NOAUTH|WRONGPASS) |-READONLY |Socket timeout\. Expecting data|timeout exceeded when trying to connect|Connection terminated|not queryable|Connection is closed|Stream isn't writeable|Command timed out|Query read timeout|max retries per request|Redis connection is not ready/i;

/** Whether `error`, or what caused it, is a lost or slow connection to Postgres, Redis or another server. */
export function isConnectivityError(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    const code = 'code' in current ? String(current.code) : '';
    if (CODES.has(code) || code.startsWith('08') || MESSAGES.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isConnectivityError)) return true;
  }
  return false;
}

import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { rateLimited } from '../../metrics.ts';
import { Problem } from '../../problem.ts';

/** Whose `Idempotency-Key`s are told apart: those of an address, which the key of a reply need not name. */
export const scopeOf = (email: string): string => `brochure:${createHash('sha256').update(email).digest('base64url')}`;

/** Requests per e-mail address in any hour (api.md §5). */
const LIMIT = { name: 'brochures-per-email', points: 3, seconds: 3600 };

/**
 * Waits until whoever asks with the same address, or erases it, has committed, and keeps others waiting as long as the transaction
 * of `req` lasts. The statements after it see what was committed meanwhile.
 */
export async function holdAddress(req: Transactional, email: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`brochure:${email}`}, 0))`);
}

/**
 * Holds an address to its limit, counted by its stored requests: exact over all processes, and with Redis away. Who asks with
 * the same address at once waits for the transaction of `req`. Addresses come lower-cased and are otherwise compared as they
 * are (docs/decisions/0030).
 * @throws Problem rate_limited
 */
export async function assertMayAsk(req: Transactional, email: string): Promise<void> {
  await holdAddress(req, email);
  const tx = await sessionOf(req);
  const points = Math.max(1, Math.floor(LIMIT.points * (domainOf(req.payload).rateLimitMultiplier ?? 1)));
  const { rows } = await tx.execute<{ wait: number }>(sql`
    SELECT date_part('epoch', created_at - now()) + ${LIMIT.seconds}::float8 AS wait FROM brochure_requests
    WHERE email = ${email} AND created_at > now() - ${LIMIT.seconds} * interval '1 second'
    ORDER BY created_at DESC OFFSET ${points - 1} LIMIT 1`);
  const [oldest] = rows;
  if (oldest) throw refusal(points, Math.max(1, Math.ceil(oldest.wait)));
}

function refusal(points: number, seconds: number): Problem {
  rateLimited.inc({ limit: LIMIT.name });
  return new Problem('rate_limited', 'This address has asked often enough for now. Look into its inbox.', {
    headers: {
      'Retry-After': String(seconds),
      'RateLimit-Policy': `"${LIMIT.name}";q=${points};w=${LIMIT.seconds}`,
      RateLimit: `"${LIMIT.name}";r=0;t=${seconds}`,
    },
  });
}

import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { rateLimited } from '../../metrics.ts';
import { Problem } from '../../problem.ts';

/** Requests per e-mail address in any hour (api.md §5). */
const LIMIT = { name: 'brochures-per-email', points: 3, seconds: 3600 };

/**
 * Holds an address to its limit, counted by its stored requests: exact over all processes, and with Redis away. Who asks with
 * the same address at once waits for the transaction of `req`. Addresses come lower-cased and are otherwise compared as they
 * are (docs/decisions/0030).
 * @throws Problem rate_limited
 */
export async function assertMayAsk(req: Transactional, email: string): Promise<void> {
  const tx = await sessionOf(req);
  const points = Math.max(1, Math.floor(LIMIT.points * (domainOf(req.payload).rateLimitMultiplier ?? 1)));
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`brochure:${email}`}, 0))`);
  // A statement of its own: it sees what was committed while the one before it waited.
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

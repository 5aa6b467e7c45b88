import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { runIdempotently, type StoredReply } from '../../database/idempotency.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput, nameInput, phoneInput, postcodeInput } from '../../lib/contact.ts';
import { createUsedUpProblem, scaleLimit } from '../../lib/http.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { textInput } from '../../lib/text.ts';

/**
 * The body of `POST /v1/brochures` (docs/spec/flows.md#5-ask-for-the-brochure). The schema normalises phone, postcode and e-mail.
 */
export const brochureRequestBody = z.strictObject({
  firstName: nameInput,
  lastName: nameInput,
  email: emailInput,
  phone: phoneInput,
  postcode: postcodeInput,
  address: textInput(),
});

export type BrochureRequestBody = z.output<typeof brochureRequestBody>;

/** Returns the scope of idempotency keys for an e-mail address: a hash, so that the stored reply does not contain the address. */
export const toIdempotencyScope = (email: string): string =>
  `brochure:${createHash('sha256').update(email).digest('base64url')}`;

/**
 * The limit of brochure requests per e-mail address within an hour (docs/spec/api.md#5-brochures). The endpoint also limits the
 * requests of each IP address (src/endpoints/brochures/brochures.ts).
 */
const LIMIT = { name: 'brochures-per-email', points: 3, seconds: 3600 };

const TOO_MANY = 'Too many brochures have been requested for this e-mail address. Check its inbox, or try again later.';

/**
 * Acquires an advisory lock on the address until the transaction ends, so that requests and erasures of one address run one after
 * the other. Later statements of this transaction see what the previous holder of the lock has committed.
 */
export async function lockAddress(req: Transactional, email: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`brochure:${email}`}, 0))`);
}

/**
 * Checks the limit of requests per address by counting the stored requests, so the limit is exact across all processes and
 * independent of Redis. Concurrent requests for the same address wait until this transaction ends. Addresses are compared in
 * lower case and otherwise unchanged (docs/decisions/0030-brochures-in-postgres.md).
 * @throws Problem rate_limited
 */
export async function assertCanRequestBrochure(req: Transactional, email: string): Promise<void> {
  await lockAddress(req, email);
  const tx = await transactionOf(req);
  const points = scaleLimit(req.payload, LIMIT.points);
  const { rows } = await tx.execute<{ wait: number }>(sql`
    SELECT date_part('epoch', created_at - now()) + ${LIMIT.seconds}::float8 AS wait FROM brochure_requests
    WHERE email = ${email} AND created_at > now() - ${LIMIT.seconds} * interval '1 second'
    ORDER BY created_at DESC OFFSET ${points - 1} LIMIT 1`);
  const [limiting] = rows;
  if (limiting) throw createUsedUpProblem({ ...LIMIT, points }, limiting.wait * 1000, TOO_MANY);
}

/**
 * Stores a brochure request and its event in one transaction (docs/spec/flows.md#5-ask-for-the-brochure). A worker sends the
 * brochure.
 * @throws Problem rate_limited, idempotency_conflict, idempotency_key_reused.
 */
export function requestBrochure(
  payload: Payload,
  request: BrochureRequestBody,
  idempotencyKey?: string,
): Promise<StoredReply> {
  return withTransaction(payload, (req) =>
    runIdempotently(req, { scope: toIdempotencyScope(request.email), key: idempotencyKey, input: request }, () =>
      storeRequest(req, request),
    ),
  );
}

async function storeRequest(req: Transactional, request: BrochureRequestBody): Promise<StoredReply> {
  await assertCanRequestBrochure(req, request.email);
  const tx = await transactionOf(req);
  const brochureRequestId = uuidv7();
  const { firstName, lastName, email, phone, postcode, address } = request;
  await tx.execute(sql`
    INSERT INTO brochure_requests (id, first_name, last_name, email, phone, postcode, address)
    VALUES (${brochureRequestId}, ${firstName}, ${lastName}, ${email}, ${phone}, ${postcode}, ${address})`);
  await emit(req, 'brochure.requested', { brochureRequestId, email, firstName });
  return { status: 201, body: { message: 'Brochure on its way' } };
}

import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { idempotently, type StoredReply } from '../idempotency.ts';
import type { BrochureRequest } from './brochure-request.ts';
import { assertMayAsk, scopeOf } from './request-limit.ts';

/**
 * Takes a request for a brochure (flow 5): row and event in one transaction. A worker sends it.
 * @throws Problem rate_limited, idempotency_conflict, idempotency_key_reused.
 */
export function requestBrochure(
  payload: Payload,
  request: BrochureRequest,
  idempotencyKey?: string,
): Promise<StoredReply> {
  return withTransaction(payload, (req) =>
    idempotently(req, { scope: scopeOf(request.email), key: idempotencyKey, input: request }, () =>
      store(req, request),
    ),
  );
}

async function store(req: Transactional, request: BrochureRequest): Promise<StoredReply> {
  await assertMayAsk(req, request.email);
  const tx = await sessionOf(req);
  const brochureRequestId = uuidv7();
  const { firstName, lastName, email, phone, postcode, address } = request;
  await tx.execute(sql`
    INSERT INTO brochure_requests (id, first_name, last_name, email, phone, postcode, address)
    VALUES (${brochureRequestId}, ${firstName}, ${lastName}, ${email}, ${phone}, ${postcode}, ${address})`);
  await emit(req, 'brochure.requested', { brochureRequestId, email, firstName });
  return { status: 201, body: { message: 'Brochure on its way' } };
}

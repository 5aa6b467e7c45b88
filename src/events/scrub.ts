import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../database/transaction.ts';
import { ERASED_EMAIL } from '../services/contact.ts';

/**
 * Takes a customer's address and name out of the stored payloads of their events. The events stay, and those not
 * delivered yet still fit their schemas: what subscribers send goes to {@link ERASED_EMAIL}, which they skip.
 */
export async function scrubEvents(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE domain_events
    SET payload = jsonb_set(jsonb_set(payload, '{email}', to_jsonb(${ERASED_EMAIL}::text), false),
      '{firstName}', to_jsonb('Erased'::text), false)
    WHERE payload->>'userId' = ${customerId}`);
}

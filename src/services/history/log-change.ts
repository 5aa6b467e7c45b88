import { sql } from '@payloadcms/db-postgres';
import { correlationIdIfAny } from '../../correlation.ts';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import type { FieldChange } from './changed-fields.ts';

type Change = {
  entity: string;
  /** Of the row and what people call it, where the entity has many; a customer is named by neither. */
  which?: { document?: string; label: string };
  action?:
    | ('update' | 'give-up' | 'retry' | 'resend' | 'erase' | 'export' | 'expire')
    | ('sign-in' | 'sign-in-failed' | 'sign-in-locked' | 'password-reset-asked' | 'password-reset');
  staffId?: string | undefined;
  fields: Record<string, FieldChange>;
};

/** Adds to the change log what no trigger sees as one change: a global with its lists is many rows, and a job is none. */
export const logChange = (req: Transactional, change: Change): Promise<void> => logChanges(req, [change]);

/** The same for several at once, in one statement. */
export async function logChanges(req: Transactional, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
    VALUES ${sql.join(changes.map(rowOf), sql`, `)}`);
}

const rowOf = ({ entity, which, action = 'update', staffId, fields }: Change) => sql`
  (gen_random_uuid(), clock_timestamp(), ${entity}, ${which?.document ?? null}, ${which?.label ?? null}, ${action},
    ${staffId ? 'staff' : 'system'}, ${staffId ?? null}, ${correlationIdIfAny() ?? null}, ${JSON.stringify(fields)}::jsonb)`;

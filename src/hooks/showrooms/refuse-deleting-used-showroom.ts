import { sql } from '@payloadcms/db-postgres';
import type { CollectionBeforeDeleteHook } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';

/** A showroom with slots stays: they say where visits take or took place. */
export const refuseDeletingUsedShowroom: CollectionBeforeDeleteHook = async ({ id, req }) => {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM time_slots WHERE showroom_id = ${String(id)} LIMIT 1`);
  if (rowCount) {
    throw new Problem(
      'invalid_state',
      'This showroom has slots. Take it out of Availability; past visits keep it for good.',
    );
  }
};

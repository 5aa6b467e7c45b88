import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/** Any numbers that nothing else locks by. */
const ROLLUPS_LOCK = 7_305_021;
const FUNNELS_LOCK = 7_305_022;

/** For whoever adds to rollups: any number at once, but not while those of a day are made anew. Until the transaction ends. */
export async function shareRollups(req: Transactional): Promise<void> {
  await (await sessionOf(req)).execute(sql`SELECT pg_advisory_xact_lock_shared(${ROLLUPS_LOCK}::bigint)`);
}

/** For whoever makes rollups anew: nobody adds to them meanwhile. Until the transaction ends. */
export async function holdRollups(req: Transactional): Promise<void> {
  await (await sessionOf(req)).execute(sql`SELECT pg_advisory_xact_lock(${ROLLUPS_LOCK}::bigint)`);
}

/** For whoever counts ways through funnels or changes what they are: one at a time. Until the transaction ends. */
export async function holdFunnels(req: Transactional): Promise<void> {
  await (await sessionOf(req)).execute(sql`SELECT pg_advisory_xact_lock(${FUNNELS_LOCK}::bigint)`);
}

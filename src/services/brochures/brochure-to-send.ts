import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { NotYet } from '../../events/not-yet.ts';
import type { StoredObject } from '../../storage/object-store.ts';
import type { DeliveryProblem } from './delivery-problems.ts';

/** There is nothing to send before an editor has seen to it. */
export class BrochureMissing extends NotYet {
  constructor(readonly problem: Extract<DeliveryProblem, 'NO_DEFAULT' | 'FILE_MISSING'>) {
    super(problem === 'NO_DEFAULT' ? 'There is no default brochure.' : 'The PDF of the default brochure is missing.');
  }
}

export type BrochureToSend = { brochureId: string; title: string; bytes: number; key: string };

/**
 * The default brochure, whose PDF is in the storage, whole.
 * @throws BrochureMissing when there is none
 */
export async function brochureToSend(payload: Payload): Promise<BrochureToSend> {
  const { rows } = await database(payload).execute<BrochureToSend & { key: string | null }>(sql`
    SELECT id AS "brochureId", title, filesize::int AS bytes, key FROM brochures WHERE is_default`);
  const [brochure] = rows;
  if (!brochure) throw new BrochureMissing('NO_DEFAULT');
  const { key, bytes } = brochure;
  const stored = key ? await domainOf(payload).storage.size(key) : undefined;
  if (stored === undefined || stored !== bytes) throw new BrochureMissing('FILE_MISSING');
  return brochure;
}

/** The PDF of a brochure, as a stream that the caller has to read or destroy. @throws BrochureMissing when it is gone */
export async function openPdf(payload: Payload, { key }: Pick<BrochureToSend, 'key'>): Promise<StoredObject> {
  const found = await domainOf(payload).storage.get(key);
  if (!found) throw new BrochureMissing('FILE_MISSING');
  return found;
}

/** The PDF of a brochure that is offered, for whoever has a link to it; undefined when it is offered no more. */
export async function openOfferedPdf(payload: Payload, brochureId: string): Promise<StoredObject | undefined> {
  const { rows } = await database(payload).execute<{ key: string | null }>(
    sql`SELECT key FROM brochures WHERE id = ${brochureId} AND archived_at IS NULL`,
  );
  const key = rows[0]?.key;
  return key ? domainOf(payload).storage.get(key) : undefined;
}

import type { Payload, PayloadRequest } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { logChange } from '../history/log-change.ts';
import { type CsvList, listAsCsv } from './csv-lists.ts';

type Query = Parameters<typeof listAsCsv>[2];
type Who = { user: PayloadRequest['user']; staffId: string };

/** A list as CSV for a member of staff; the change log says who took it. @throws as `listAsCsv`; nothing is logged then. */
export async function exportList(
  payload: Payload,
  list: CsvList,
  query: Query,
  { user, staffId }: Who,
): Promise<string> {
  const text = await listAsCsv(payload, list, query, user);
  const change = { entity: list, which: { label: 'A list as CSV' }, action: 'export', staffId, fields: {} } as const;
  await withTransaction(payload, (req) => logChange(req, change));
  return text;
}

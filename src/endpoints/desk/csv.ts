import type { Where } from 'payload';
import { z } from 'zod';
import type { Role } from '../../access/roles.ts';
import { endpoint } from '../../gateway/endpoint.ts';
import type { CsvList } from '../../services/desk/csv-lists.ts';
import { exportList } from '../../services/desk/export-list.ts';
import { staffOf } from '../callers.ts';

/** A filter in the form of Payload's own `where`; whether there are such fields is Payload's to say. */
const filter: z.ZodType<Where> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(filter).max(100), z.record(z.string(), z.json())])),
);

const where = z
  .string()
  .max(4000)
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'JSON of a filter.' });
      return z.NEVER;
    }
  })
  .pipe(filter);

const csv = (list: CsvList, role: Role) =>
  endpoint({
    method: 'get',
    path: `/desk/csv/${list}`,
    summary: `The list of ${list} as CSV`,
    tag: 'Desk',
    callers: [role],
    query: z.strictObject({ where, sort: z.string().max(100).optional() }),
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, caller, query: { where, sort } }) => ({
      status: 200,
      body: await exportList(payload, list, { where, sort }, { user: caller.user, staffId: staffOf(caller) }),
      type: 'text/csv; charset=utf-8',
      headers: { 'Content-Disposition': `attachment; filename="${list}.csv"` },
    }),
  });

/** The lists that staff take into a spreadsheet, each for those who may read it. */
export const csvEndpoints = [
  csv('bookings', 'sales'),
  csv('orders', 'sales'),
  csv('payments', 'sales'),
  csv('brochure-requests', 'sales'),
  csv('products', 'content-manager'),
];

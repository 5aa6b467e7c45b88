import { z } from 'zod';
import { integer, text } from './params.ts';

const seconds = integer(0, Number.MAX_SAFE_INTEGER);
const range = z.strictObject({
  gt: seconds.optional(),
  gte: seconds.optional(),
  lt: seconds.optional(),
  lte: seconds.optional(),
});

/** The parameters of every list: the size and position of the page, and limits for the creation time. */
export const listParams = {
  limit: integer(1, 100).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: z.union([seconds, range]).optional(),
};

type ListParams = {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: number | { gt?: number; gte?: number; lt?: number; lte?: number };
};

/** A page of rows, which must be sorted newest first (https://docs.stripe.com/api/pagination). */
export function page<T extends { id: string; created: number }>(url: string, rows: T[], params: ListParams) {
  const { limit = 10, starting_after, ending_before, created } = params;
  const matching = rows.filter((row) => isWithin(row.created, created));
  const at = (id: string) => matching.findIndex((row) => row.id === id);
  const before = ending_before === undefined ? matching.length : Math.max(0, at(ending_before));
  const first = ending_before === undefined ? at(starting_after ?? '') + 1 : Math.max(0, before - limit);
  const data = matching.slice(first, Math.min(first + limit, before));
  const has_more = ending_before === undefined ? first + limit < matching.length : first > 0;
  return { object: 'list' as const, data, has_more, url };
}

function isWithin(at: number, created: ListParams['created']): boolean {
  if (created === undefined || typeof created === 'number') return created === undefined || at === created;
  const { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = created;
  return at > gt && at >= gte && at < lt && at <= lte;
}

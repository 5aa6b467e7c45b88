import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { ilike, notIlike } from '@payloadcms/db-postgres/drizzle';

type Operators = PostgresAdapter['operators'];
type Column = Parameters<typeof ilike>[0];

const SIGNS = /[\\%_]/g;

const literally = (text: string): string => text.replace(SIGNS, '\\$&');

/** A pattern of Payload's, `%` and what was searched and `%`, in which nothing of what was searched is a sign of a pattern. */
const searched = (pattern: unknown): unknown =>
  typeof pattern === 'string' && /^%.*%$/s.test(pattern) ? `%${literally(pattern.slice(1, -1))}%` : pattern;

/** Takes `%` and `_` in searches for themselves: Payload 3.90.1 hands them to Postgres as they come, and `_` finds everything. */
export function searchLiterally(adapter: { operators: Operators }): void {
  const like = (column: Column, pattern: unknown) => ilike(column, searched(pattern) as string);
  // Payload compares the whole text here, and so would leave out nothing that its form says it does.
  const notLike = (column: Column, text: unknown) => notIlike(column, `%${literally(String(text))}%`);
  adapter.operators = { ...adapter.operators, like, contains: like, not_like: notLike } as Operators;
}

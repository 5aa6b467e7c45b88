import { randomInt } from 'node:crypto';
import { isUuid, uuidv7 } from '../../src/ids.ts';
import type { Program } from './programs.ts';

/** The preload file of a server whose statements are to be seen. */
export const RECORDER = new URL('./record-statements.mjs', import.meta.url).href;

/** With the name of a prepared statement, when it is one. */
export type Statement = { name?: string; text: string; values: unknown[] };

/**
 * Runs `request` against a server with the recorder that does nothing else meanwhile.
 * @returns its result, and what the server asked of Postgres for it, `BEGIN` and `COMMIT` included.
 * @throws Error when that is nothing.
 */
export async function recordStatements<T>(
  server: Program,
  request: () => Promise<T>,
): Promise<{ result: T; statements: Statement[] }> {
  await takeStatements(server);
  const result = await request();
  const statements = await takeStatements(server);
  if (statements.length === 0) throw new Error('The server has recorded no statements.');
  return { result, statements };
}

/** What the server has asked of Postgres since the last call. */
async function takeStatements({ child, message }: Program): Promise<Statement[]> {
  const answer = message<{ statements: Statement[] }>('statements');
  child.send({ type: 'report statements' });
  return (await answer).statements;
}

/** The statements of one booking as the server ran them, and the ids in them that another booking has to replace. */
export type Recording = { statements: Statement[]; customerId: string; slotId: string; referenceCode: string };

/**
 * The statements of a recording for another customer and slot: those ids and the reference code are replaced, and every other
 * UUID by a new one, the same for the same.
 */
export const forBooking = (recording: Recording, customerId: string, slotId: string): Statement[] =>
  withOthers(recording.statements, [
    [recording.customerId, customerId],
    [recording.slotId, slotId],
    [recording.referenceCode, newReferenceCode(recording.referenceCode)],
  ]);

/** Recorded statements with other values in place of those named, and new UUIDs in place of all others. */
export function withOthers(statements: readonly Statement[], others: readonly [string, string][]): Statement[] {
  const known = new Map(others);
  const strings = statements.flatMap(({ values }) => values.filter((value) => typeof value === 'string'));
  for (const id of strings.filter(isUuid)) if (!known.has(id)) known.set(id, uuidv7());
  const replace = (value: unknown) =>
    typeof value === 'string' ? [...known].reduce((text, [from, to]) => text.replaceAll(from, to), value) : value;
  return statements.map(({ values, ...statement }) => ({ ...statement, values: values.map(replace) }));
}

/** As many different ones as a benchmark needs: longer than the site's, whose four letters would run into each other. */
const newReferenceCode = (pattern: string) => `${pattern}${randomInt(2 ** 40).toString(36)}`;

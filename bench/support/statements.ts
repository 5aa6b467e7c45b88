import { randomInt } from 'node:crypto';
import { isUuid, uuidv7 } from '../../src/lib/ids.ts';
import type { BenchCustomer } from './data.ts';
import type { Program } from './programs.ts';

/** The module to preload into a server, so that the statements of the server are recorded. */
export const RECORDER = new URL('./record-statements.mjs', import.meta.url).href;

/** `name` is the name of a prepared statement; other statements have none. */
export type Statement = { name?: string; text: string; values: unknown[] };

/**
 * Runs `request` against an otherwise idle server with the recorder.
 * @returns its result and the statements that the server ran for it, including `BEGIN` and `COMMIT`.
 * @throws Error if the server ran no statements.
 */
export async function recordStatements<T>(
  server: Program,
  request: () => Promise<T>,
): Promise<{ result: T; statements: Statement[] }> {
  await collectStatements(server);
  const result = await request();
  const statements = await collectStatements(server);
  if (statements.length === 0) throw new Error('The server has recorded no statements.');
  return { result, statements };
}

/** Returns the statements that the server has run since the last call of this function. */
async function collectStatements({ child, message }: Program): Promise<Statement[]> {
  const answer = message<{ statements: Statement[] }>('statements');
  child.send({ type: 'report statements' });
  return (await answer).statements;
}

/** The statements of one booking as the server ran them, and the values to replace in the statements of another booking. */
export type Recording = { statements: Statement[]; customer: BenchCustomer; slotId: string; referenceCode: string };

/**
 * The statements of a recording for another customer and slot. The customer's id and e-mail address, the slot id and the
 * reference code are replaced. Every other UUID is replaced by a new UUID, which is the same in all statements.
 */
export const forBooking = (recording: Recording, customer: BenchCustomer, slotId: string): Statement[] =>
  withOthers(recording.statements, [
    [recording.customer.id, customer.id],
    [recording.customer.email, customer.email],
    [recording.slotId, slotId],
    [recording.referenceCode, newReferenceCode(recording.referenceCode)],
  ]);

/** Recorded statements with the given values replaced, and every other UUID replaced by a new one. */
export function withOthers(statements: readonly Statement[], others: readonly [string, string][]): Statement[] {
  const known = new Map(others);
  const strings = statements.flatMap(({ values }) => values.filter((value) => typeof value === 'string'));
  for (const id of strings.filter(isUuid)) if (!known.has(id)) known.set(id, uuidv7());
  const replace = (value: unknown) =>
    typeof value === 'string' ? [...known].reduce((text, [from, to]) => text.replaceAll(from, to), value) : value;
  return statements.map(({ values, ...statement }) => ({ ...statement, values: values.map(replace) }));
}

/** Creates a unique reference code. It is longer than the site's codes, because four letters would not be unique. */
const newReferenceCode = (pattern: string) => `${pattern}${randomInt(2 ** 40).toString(36)}`;

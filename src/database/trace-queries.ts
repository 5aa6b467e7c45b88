import type { Span } from '../tracing.ts';
import { tracing } from '../tracing.ts';

type Query = (...args: unknown[]) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/** Statements about the transaction itself name whoever it is for (change-context.ts). */
const TRANSACTION = /^\s*(?:BEGIN|COMMIT|ROLLBACK|SET|START)\b/i;

/**
 * Makes every statement of a client a span of the work that sends it; call it when tracing is on. The text goes along, which
 * holds placeholders, and no value does.
 */
export function traceQueries(client: { query: Query }): void {
  const query = client.query.bind(client);
  client.query = (...args) => {
    const text = textOf(args[0]);
    const span = text === undefined ? undefined : spanOf(text);
    if (!span) return query(...args);
    const last = args.at(-1);
    if (typeof last === 'function') return query(...args.slice(0, -1), endingWith(span, last as Callback));
    return ending(span, query(...args) as Promise<unknown>);
  };
}

/** A query object of the driver's, which reports to itself, has none that could be waited for. */
function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config;
  const { text, submit } = (config ?? {}) as { text?: unknown; submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : undefined;
}

function spanOf(text: string): Span | undefined {
  const operation = /\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL';
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation };
  const statement = TRANSACTION.test(text) ? undefined : { 'db.query.text': text };
  return tracing()?.below(operation, { kind: 'client', attributes: { ...attributes, ...statement } });
}

const endingWith =
  (span: Span, callback: Callback): Callback =>
  (error, result) => {
    span.end(error ?? undefined);
    callback(error, result);
  };

async function ending(span: Span, answer: Promise<unknown>): Promise<unknown> {
  try {
    const result = await answer;
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

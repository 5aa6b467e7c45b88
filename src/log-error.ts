const E_MAIL = /[^\s@"'<>(]+@[^\s@"'>)]+/g;
/** drizzle appends the parameters of a failed query, which are what people typed, to its message. */
const QUERY_PARAMETERS = /\nparams:.*$/s;

/** A message without e-mail addresses and query parameters. */
export const cleanText = (text: string): string => text.replace(QUERY_PARAMETERS, '').replace(E_MAIL, '[e-mail]');

/** Where it was thrown; the first lines of `stack` repeat the message. */
const framesOf = ({ stack = '' }: Error) => stack.slice(Math.max(0, stack.search(/\n {4}at /))).trimStart();

const SAFE_KEYS = [
  'code',
  'status',
  'statusCode',
  'constraint',
  'table',
  'column',
  'severity',
  'syscall',
  'port',
] as const;

/** Of those in one: what is away fails alike for all. */
const ERRORS = 5;

/**
 * An error as it may be logged: type, message, stack, codes, causes and the first of those that it gathers. Everything else of it (query parameters, the
 * driver's `detail`, Payload's `data`) may hold what a customer typed, and stays out.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? cleanText(error) : error;
  const description: Record<string, unknown> = {
    type: error.name,
    message: cleanText(error.message),
    stack: framesOf(error),
  };
  for (const key of SAFE_KEYS) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') description[key] = value;
  }
  if (error.cause instanceof Error) description.cause = describeError(error.cause);
  if (error instanceof AggregateError) description.errors = error.errors.slice(0, ERRORS).map(describeError);
  return description;
}

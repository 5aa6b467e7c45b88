const E_MAIL = /[^\s@"'<>(]+@[^\s@"'>)]+/g;
/** drizzle appends the parameters of a failed query, which are what people typed, to its message. */
const QUERY_PARAMETERS = /\nparams:.*?(?=\n {4}at |$)/s;

const clean = (text: string) => text.replace(QUERY_PARAMETERS, '').replace(E_MAIL, '[e-mail]');

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

/**
 * An error as it may be logged: type, message, stack, codes and causes. Everything else of it (query parameters, the
 * driver's `detail`, Payload's `data`) may hold what a customer typed, and stays out.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? clean(error) : error;
  const description: Record<string, unknown> = {
    type: error.name,
    message: clean(error.message),
    stack: clean(error.stack ?? ''),
  };
  for (const key of SAFE_KEYS) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') description[key] = value;
  }
  if (error.cause instanceof Error) description.cause = describeError(error.cause);
  return description;
}

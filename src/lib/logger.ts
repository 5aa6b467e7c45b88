import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { correlationIdIfAny } from './correlation.ts';

const E_MAIL = /[^\s@"'<>(]+@[^\s@"'>)]+/g;
/** The parameters of a failed query, which drizzle appends to the message of the error. The parameters are user input. */
const QUERY_PARAMETERS = /\nparams:.*$/s;

/** Removes e-mail addresses and query parameters from an error message. */
export const redactMessage = (text: string): string => text.replace(QUERY_PARAMETERS, '').replace(E_MAIL, '[e-mail]');

/** Returns only the stack frames, because the first lines of `stack` repeat the message. */
const extractFrames = ({ stack = '' }: Error) => stack.slice(Math.max(0, stack.search(/\n {4}at /))).trimStart();

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

/** The maximum number of errors of an `AggregateError` that are logged. While a server is down, these errors rarely differ. */
const MAX_AGGREGATED_ERRORS = 5;

/**
 * The loggable form of an error: type, message, stack, codes, causes and the first few aggregated errors. All other properties
 * (query parameters, the driver's `detail`, Payload's `data`) may contain user input and are left out.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redactMessage(error) : error;
  const description: Record<string, unknown> = {
    type: error.name,
    message: redactMessage(error.message),
    stack: extractFrames(error),
  };
  for (const key of SAFE_KEYS) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') description[key] = value;
  }
  if (error.cause instanceof Error) description.cause = describeError(error.cause);
  if (error instanceof AggregateError)
    description.errors = error.errors.slice(0, MAX_AGGREGATED_ERRORS).map(describeError);
  return description;
}

/** Keys, in lower case, whose values are never logged: secrets and personal data. */
const SENSITIVE_KEYS = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'x-internal-token',
  'stripe-signature',
  'password',
  'secret',
  'otp',
  'token',
  'accesstoken',
  'refreshtoken',
  'email',
  'phone',
  'address',
  'postcode',
  'firstname',
  'lastname',
]);

const MAX_DEPTH = 6;

/**
 * Copies a log record and replaces the values of sensitive keys at any depth. (pino's own `redact` needs a path for each depth,
 * and took a fifth of a request's time.) Errors stay unchanged, because `describeError` redacts them.
 */
export function redact(logged: Record<string, unknown>): Record<string, unknown> {
  return copy(logged, 0) as Record<string, unknown>;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || 'toJSON' in value) return value;
  if (depth === MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((each) => copy(each, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    result[key] = SENSITIVE_KEYS.has(key.toLowerCase()) ? '[redacted]' : copy(child, depth + 1);
  }
  return result;
}

/** Whether an error is the client's fault (a 4xx refusal) and not a failure of this site. */
export type IsRefusal = (error: unknown) => boolean;

const ERROR_LEVEL = 50;

/**
 * Logs refusals as `info`. Payload reports a refusal as an error with a stack, and many such lines would hide the errors that an
 * operator has to act on.
 */
const logMethod = (isRefusal: IsRefusal) =>
  function (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
    const error = findError(args[0]);
    if (level >= ERROR_LEVEL && error !== undefined && isRefusal(error)) {
      this.info({ refusal: error.name, ...findDatabaseCodes(error) }, describeRefusal(error));
    } else writeRedacted.call(this, args, method);
  };

/** The message to log for a refusal. It replaces drizzle's message, which consists of the whole statement. */
const describeRefusal = ({ message }: Error): string =>
  message.startsWith('Failed query') ? 'Postgres refused a value of a request.' : redactMessage(message);

/** Returns the SQLSTATE, constraint and table of a Postgres error: a developer can then find the validation that is missing. */
function findDatabaseCodes(error: Error): Record<string, unknown> {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const { code, constraint, table } = current as { code?: unknown; constraint?: unknown; table?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return { code, constraint, table };
  }
  return {};
}

function findError(logged: unknown): Error | undefined {
  if (logged instanceof Error) return logged;
  const { err } = Object(logged) as { err?: unknown };
  return err instanceof Error ? err : undefined;
}

/**
 * Logs with a redacted message. Without a message, pino would log the error's own message, so this function passes that message
 * in redacted form.
 */
function writeRedacted(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, message = findError(first)?.message, ...rest] = args as unknown[];
  if (typeof first === 'string') method.apply(this, [redactMessage(first), message, ...rest] as Parameters<LogFn>);
  else {
    const fields = first instanceof Error ? { err: first } : first;
    const text = typeof message === 'string' ? redactMessage(message) : message;
    method.apply(this, [fields, text, ...rest] as Parameters<LogFn>);
  }
}

/**
 * Lines are buffered, and written after this many characters or milliseconds. One write per line took a third of the time of a
 * cheap request.
 */
const BUFFER_CHARS = 4096;
const FLUSH_INTERVAL_MS = 100;

/**
 * Creates the logger of a process. It writes JSON lines with the correlation id of the request or job, without secrets and
 * personal data, and logs refusals as `info`, without a stack. Pass it to Payload too, so that a process has one log.
 */
export function createLogger(
  level: string,
  destination?: DestinationStream,
  isRefusal: IsRefusal = () => false,
): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact, bindings: redact },
      mixin: () => {
        const correlationId = correlationIdIfAny();
        return correlationId ? { correlationId } : {};
      },
      hooks: { logMethod: logMethod(isRefusal) },
      serializers: { err: describeError, error: describeError },
    },
    destination ??
      pino.destination({ dest: 1, sync: false, minLength: BUFFER_CHARS, periodicFlush: FLUSH_INTERVAL_MS }),
  );
}

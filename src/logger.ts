import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { correlationIdIfAny } from './correlation.ts';
import { cleanText, describeError } from './log-error.ts';
import { redact } from './log-redact.ts';

/** Whether an error is the answer to what a client did wrong, and none of this site's. */
export type IsRefusal = (error: unknown) => boolean;

const ERROR_LEVEL = 50;

/**
 * pino takes the message of an error for its own when it is given none. Payload reports refusals as errors, with a stack: among them
 * nobody would see those that an operator has to see to.
 */
const logMethod = (isRefusal: IsRefusal) =>
  function (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
    const error = errorOf(args[0]);
    if (level >= ERROR_LEVEL && error !== undefined && isRefusal(error)) {
      this.info({ refusal: error.name }, cleanText(error.message));
    } else cleanMessage.call(this, args, method);
  };

function errorOf(logged: unknown): Error | undefined {
  if (logged instanceof Error) return logged;
  const { err } = Object(logged) as { err?: unknown };
  return err instanceof Error ? err : undefined;
}

function cleanMessage(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, message = errorOf(first)?.message, ...rest] = args as unknown[];
  if (typeof first === 'string') method.apply(this, [cleanText(first), message, ...rest] as Parameters<LogFn>);
  else {
    const about = first instanceof Error ? { err: first } : first;
    const words = typeof message === 'string' ? cleanText(message) : message;
    method.apply(this, [about, words, ...rest] as Parameters<LogFn>);
  }
}

/**
 * Lines are written when there are so many characters of them, or after so many milliseconds: a write for each took a third of
 * the time of a request that does little.
 */
const GATHERED = 4096;
const GATHERED_MS = 100;

/**
 * The log of a process: JSON lines that carry the correlation id of the request or job they belong to, without secrets
 * and personal data. Give it to Payload as well, so that there is one log. Refusals are logged as `info`, without a stack.
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
    destination ?? pino.destination({ dest: 1, sync: false, minLength: GATHERED, periodicFlush: GATHERED_MS }),
  );
}

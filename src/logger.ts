import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { correlationIdIfAny } from './correlation.ts';
import { cleanText, describeError } from './log-error.ts';
import { redact } from './log-redact.ts';

/** pino takes the message of an error for its own when it is given none. */
function cleanMessage(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, message = messageOf(first), ...rest] = args as unknown[];
  if (typeof first === 'string') method.apply(this, [cleanText(first), message, ...rest] as Parameters<LogFn>);
  else {
    const about = first instanceof Error ? { err: first } : first;
    const words = typeof message === 'string' ? cleanText(message) : message;
    method.apply(this, [about, words, ...rest] as Parameters<LogFn>);
  }
}

function messageOf(logged: unknown): string | undefined {
  if (logged instanceof Error) return logged.message;
  const { err } = Object(logged) as { err?: unknown };
  return err instanceof Error ? err.message : undefined;
}

/**
 * Lines are written when there are so many characters of them, or after so many milliseconds: a write for each took a third of
 * the time of a request that does little.
 */
const GATHERED = 4096;
const GATHERED_MS = 100;

/**
 * The log of a process: JSON lines that carry the correlation id of the request or job they belong to, without secrets
 * and personal data. Give it to Payload as well, so that there is one log.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
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
      hooks: { logMethod: cleanMessage },
      serializers: { err: describeError, error: describeError },
    },
    destination ?? pino.destination({ dest: 1, sync: false, minLength: GATHERED, periodicFlush: GATHERED_MS }),
  );
}

import { type DestinationStream, type Logger, pino } from 'pino';
import { correlationIdIfAny } from './correlation.ts';
import { describeError } from './log-error.ts';

/** What never reaches a log: secrets, and what tells who a customer is. */
const SENSITIVE = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-internal-token',
  'stripe-signature',
  'password',
  'secret',
  'otp',
  'token',
  'accessToken',
  'refreshToken',
  'email',
  'phone',
  'address',
  'postcode',
  'firstName',
  'lastName',
];

const DEPTHS = ['', '*', '*.*', '*.*.*'];

const redactedPaths = SENSITIVE.flatMap((key) => DEPTHS.map((depth) => `${depth}["${key}"]`));

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
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const correlationId = correlationIdIfAny();
        return correlationId ? { correlationId } : {};
      },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      serializers: { err: describeError, error: describeError },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

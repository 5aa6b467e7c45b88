import type { Payload } from 'payload';
import { symbols } from 'pino';

const IS_ERROR = /"level":"(?:error|fatal)"|"stack":/;
/** A warning that is not collected: its cause is a late response of Postgres on a busy machine, not a request. */
const LOST_CONNECTION = 'A Postgres connection was lost.';

/**
 * From now on, collects the lines that a site in this process logs as errors or with a stack. Prints nothing.
 * @returns the list, which grows with each such line
 */
export function collectErrors({ logger }: Payload): string[] {
  const lines: string[] = [];
  const write = (line: string) => void (IS_ERROR.test(line) && !line.includes(LOST_CONNECTION) && lines.push(line));
  Object.assign(logger, { [symbols.streamSym]: { write } });
  logger.level = 'info';
  return lines;
}

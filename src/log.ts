import { env } from './env.ts';
import { toProblem } from './gateway/to-problem.ts';
import { createLogger } from './logger.ts';

/** The log of this process, Payload's included. */
export const log = createLogger(env.LOG_LEVEL, undefined, (error) => toProblem(error).status < 500);

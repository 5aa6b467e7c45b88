import type { Logger } from 'pino';
import { isRefusal } from '../gateway/problems.ts';
import { createLogger } from '../lib/logger.ts';
import type { Env } from './env.ts';

/** Creates the log of a process, for our code and Payload. */
export const createSiteLogger = (env: Env): Logger => createLogger(env.LOG_LEVEL, undefined, isRefusal);

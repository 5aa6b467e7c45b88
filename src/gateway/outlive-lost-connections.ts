import type { Logger } from 'pino';
import { isConnectivityError } from '../database/connectivity.ts';

/**
 * What becomes of errors that nobody caught. A lost connection is no reason to end a process that serves others, and a
 * refusal that was left lying is none either: Payload 3.90.1 forgets promises while it checks queries, so a client could
 * else end the process by asking for a field that it may not see. After anything else the process's state is unknown, so it
 * ends and is started again.
 */
export function outliveLostConnections(log: Logger, exit: () => void): void {
  const judge = (err: unknown, origin: string) => {
    if (isConnectivityError(err)) {
      log.warn({ err, origin }, 'A connection was lost.');
      return;
    }
    log.fatal({ err, origin }, 'An unexpected error ends this process.');
    log.flush();
    exit();
  };
  process.on('uncaughtException', (error, origin) => judge(error, origin));
  process.on('unhandledRejection', (reason) => {
    if (isRefusal(reason)) log.warn({ err: reason }, 'A refusal was not waited for.');
    else judge(reason, 'unhandledRejection');
  });
}

/** An error that tells a client what it did wrong, such as Payload's `QueryError` and `Forbidden`. */
function isRefusal(reason: unknown): boolean {
  const { status } = reason instanceof Error ? (reason as { status?: unknown }) : {};
  return typeof status === 'number' && status >= 400 && status < 500;
}

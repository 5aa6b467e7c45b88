import type { Logger } from 'pino';
import { isConnectivityError } from './connectivity.ts';

/**
 * What becomes of errors that nobody caught. A lost connection is no reason to end a process that serves others; after
 * anything else its state is unknown, so it ends and is started again.
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
  process.on('unhandledRejection', (reason) => judge(reason, 'unhandledRejection'));
}

import { flushCompileCache } from 'node:module';
import { getPayload, type Payload } from 'payload';
import type { Logger } from 'pino';
import { isConnectivityError } from '../database/errors.ts';
import type { Telemetry } from '../telemetry/start-telemetry.ts';
import type { Env } from './env.ts';
import { siteConfig } from './site-config.ts';

/**
 * Handles errors that no code caught. After a lost connection, the process continues to serve requests. It also continues after
 * an unhandled refusal: Payload 3.90.1 leaves rejected promises unhandled while it validates queries, so a client could otherwise
 * end the process by querying a field that it may not read. After any other error the state of the process is unknown, so the
 * process exits, and is then restarted.
 */
export function handleProcessErrors(log: Logger, exit: () => void): void {
  const handleError = (err: unknown, origin: string) => {
    if (isConnectivityError(err)) {
      log.warn({ err, origin }, 'A connection was lost.');
      return;
    }
    log.fatal({ err, origin }, 'An unexpected error ends this process.');
    log.flush();
    exit();
  };
  process.on('uncaughtException', (error, origin) => handleError(error, origin));
  process.on('unhandledRejection', (reason) => {
    if (isRefusal(reason))
      log.warn({ err: reason }, 'An error with a 4xx status was not handled. The process continues.');
    else handleError(reason, 'unhandledRejection');
  });
}

/** Whether an error is a 4xx refusal, such as Payload's `QueryError` and `Forbidden`. */
function isRefusal(reason: unknown): boolean {
  const { status } = reason instanceof Error ? (reason as { status?: unknown }) : {};
  return typeof status === 'number' && status >= 400 && status < 500;
}

/**
 * Starts Payload for a long-running process. The error handlers are installed first, because Payload does not await its
 * connections to read replicas. If Payload cannot start, for example because the primary database is unreachable, the process
 * exits with 1.
 */
export async function startPayload(env: Env, log: Logger): Promise<Payload> {
  const exit = () => process.exit(1);
  handleProcessErrors(log, exit);
  try {
    const payload = await getPayload({ config: siteConfig(env, { logger: log }) });
    // Stores the compiled code for the next start. Node itself stores it only when a process exits, not when it is killed.
    flushCompileCache();
    return payload;
  } catch (err) {
    log.fatal({ err }, 'Payload could not start, so this process ends.');
    return exit();
  }
}

/**
 * Starts tracing if the URL of a collector is configured. Otherwise OpenTelemetry's SDK is not loaded, so that the process starts
 * faster.
 */
export async function startTracing(env: Env, log: Logger, serviceName: string): Promise<Telemetry | undefined> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined;
  const { startTelemetry } = await import('../telemetry/start-telemetry.ts');
  return startTelemetry(serviceName, log);
}

import { env } from './env.ts';
import { log } from './log.ts';
import type { Telemetry } from './telemetry/start-telemetry.ts';

/** Traces this process where an endpoint is set; where none is, OpenTelemetry's SDK is not loaded. */
export async function startTracing(serviceName: string): Promise<Telemetry | undefined> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined;
  const { startTelemetry } = await import('./telemetry/start-telemetry.ts');
  return startTelemetry(serviceName, log);
}

import { context, diag, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { installTracing } from '../tracing.ts';
import { CorrelateSpans } from './correlate-spans.ts';
import { openTelemetryTracing } from './open-telemetry-tracing.ts';
import { RedactSpans } from './redact-spans.ts';

export type Telemetry = {
  /** Sends what is still to be sent, and ends. */
  stop: () => Promise<void>;
};

/**
 * Traces this process to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over HTTP, JSON). OpenTelemetry reads its own
 * variables: `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME` and so on. Spans
 * are sent in the background, and dropped while the collector is away. Call it before anything connects.
 */
export function startTelemetry(serviceName: string, logger: Pick<Logger, 'warn'>): Telemetry {
  const report = (message: string) => logger.warn({ telemetry: message }, 'Traces could not be sent.');
  diag.setLogger({ error: report, warn: report, info: () => {}, debug: () => {}, verbose: () => {} });
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': serviceName }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new CorrelateSpans(), new RedactSpans(), new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // Next's own spans join in: what a page of the admin UI spends its time on.
  trace.setGlobalTracerProvider(provider);
  installTracing(openTelemetryTracing(trace.getTracer('lomash-wood')));
  return { stop: () => provider.shutdown() };
}

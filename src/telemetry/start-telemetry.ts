import {
  type Context,
  context,
  diag,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type SpanProcessor,
  type Span as SpanProcessorsSpan,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { correlationIdIfAny } from '../lib/correlation.ts';
import { installTracing, type Span, type SpanKind, type SpanOptions, type Tracing } from '../lib/tracing.ts';
import { readBatchSettings, readSampler, readSpanLimits } from './read-settings.ts';

const OTEL_KINDS: Record<SpanKind, OtelSpanKind> = {
  server: OtelSpanKind.SERVER,
  consumer: OtelSpanKind.CONSUMER,
  client: OtelSpanKind.CLIENT,
  internal: OtelSpanKind.INTERNAL,
};

/** Implements {@link Tracing} with an OpenTelemetry tracer. */
export const createOpenTelemetryTracing = (tracer: Tracer): Tracing => ({
  run: (name, options, body) => {
    const parent = resolveParent(options);
    const span = tracer.startSpan(name, toSpanSettings(options), parent);
    return context.with(trace.setSpan(parent, span), () => body(toSpan(span)));
  },
  startChild: (name, options) => {
    if (!trace.getActiveSpan()) return undefined;
    return toSpan(tracer.startSpan(name, toSpanSettings(options)));
  },
  recordSpan: (name, since, options) => {
    const span = tracer.startSpan(name, { ...toSpanSettings(options), startTime: since }, resolveParent(options));
    span.end();
    return formatTraceparent(span);
  },
  traceparent: () => {
    const span = trace.getActiveSpan();
    return span && formatTraceparent(span);
  },
});

const toSpanSettings = ({ kind, attributes = {} }: SpanOptions) => ({ kind: OTEL_KINDS[kind], attributes });

function resolveParent({ kind, parent }: SpanOptions): Context {
  const remoteParent = parent === undefined ? null : parseTraceParent(parent);
  if (remoteParent) return trace.setSpanContext(ROOT_CONTEXT, { ...remoteParent, isRemote: true });
  // Server and consumer spans start a new trace, even inside another span.
  return kind === 'server' || kind === 'consumer' ? ROOT_CONTEXT : context.active();
}

const toSpan = (span: OtelSpan): Span => ({
  set: (attributes) => {
    span.setAttributes(attributes);
  },
  rename: (name) => {
    span.updateName(name);
  },
  end: (error) => {
    if (error !== undefined) {
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  },
});

/** The `traceparent` of a span (W3C Trace Context, version 00). */
function formatTraceparent(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * Sets the current correlation id, if there is one, on each new span, so that the traces and log lines of a request can be found.
 */
export class CorrelationSpanProcessor implements SpanProcessor {
  onStart(span: SpanProcessorsSpan): void {
    const correlationId = correlationIdIfAny();
    if (correlationId !== undefined) span.setAttribute('correlation_id', correlationId);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Attributes in which Next records raw URLs: a path may contain a token from an e-mail, a query may contain user input. */
const ADDRESS_ATTRIBUTES = ['http.target', 'http.url', 'next.span_name'];

/** Removes URLs and error messages from Next's spans, because both may contain user input or secrets. */
export class RedactingSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnding(span: SpanProcessorsSpan): void {
    // Next puts the URL into the name of a fetch span, too.
    if (span.attributes['http.url'] !== undefined) span.updateName('fetch');
    for (const key of ADDRESS_ATTRIBUTES) delete span.attributes[key];
    span.events.length = 0;
    // Setting only the code drops the status message.
    span.setStatus({ code: span.status.code });
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

export type Telemetry = {
  /** Flushes pending spans and shuts down. */
  stop: () => Promise<void>;
};

/**
 * Exports traces of this process to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over HTTP, JSON). OpenTelemetry reads the
 * other `OTEL_EXPORTER_OTLP_…` variables, `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`; read-settings.ts reads the sampler,
 * the batches and the limits. Spans are sent in the background, and dropped while the collector is down. Call this function before
 * opening any connection.
 */
export function startTelemetry(serviceName: string, logger: Pick<Logger, 'warn'>): Telemetry {
  const report = (message: string) => logger.warn({ telemetry: message }, 'Could not send traces to the collector.');
  diag.setLogger({ error: report, warn: report, info: () => {}, debug: () => {}, verbose: () => {} });
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': serviceName }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new TracerProvider({
    resource,
    sampler: readSampler(),
    spanLimits: readSpanLimits(),
    spanProcessors: [
      new CorrelationSpanProcessor(),
      new RedactingSpanProcessor(),
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...readBatchSettings() }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // Registers the provider globally, so that Next's own spans show where a page of the admin UI spends its time.
  trace.setGlobalTracerProvider(provider);
  installTracing(createOpenTelemetryTracing(trace.getTracer('lomash-wood')));
  return { stop: () => provider.shutdown() };
}

import {
  type Context,
  context,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import type { Span, SpanKind, SpanOptions, Tracing } from '../tracing.ts';

const KINDS: Record<SpanKind, OtelSpanKind> = {
  server: OtelSpanKind.SERVER,
  consumer: OtelSpanKind.CONSUMER,
  client: OtelSpanKind.CLIENT,
  internal: OtelSpanKind.INTERNAL,
};

/** Tracing by OpenTelemetry. */
export const openTelemetryTracing = (tracer: Tracer): Tracing => ({
  run: (name, options, body) => {
    const parent = parentOf(options);
    const span = tracer.startSpan(name, settingsOf(options), parent);
    return context.with(trace.setSpan(parent, span), () => body(handleOf(span)));
  },
  below: (name, options) => {
    if (!trace.getActiveSpan()) return undefined;
    return handleOf(tracer.startSpan(name, settingsOf(options)));
  },
  passed: (name, since, options) => {
    const span = tracer.startSpan(name, { ...settingsOf(options), startTime: since }, parentOf(options));
    span.end();
    return traceparentOf(span);
  },
  traceparent: () => {
    const span = trace.getActiveSpan();
    return span && traceparentOf(span);
  },
});

const settingsOf = ({ kind, attributes = {} }: SpanOptions) => ({ kind: KINDS[kind], attributes });

function parentOf({ kind, follows }: SpanOptions): Context {
  const parent = follows === undefined ? null : parseTraceParent(follows);
  if (parent) return trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  // What answers a request or takes up a job begins something of its own, whatever runs around it.
  return kind === 'server' || kind === 'consumer' ? ROOT_CONTEXT : context.active();
}

const handleOf = (span: OtelSpan): Span => ({
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

/** W3C Trace Context, version 00. */
function traceparentOf(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

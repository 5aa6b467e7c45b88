import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { correlationIdIfAny } from '../correlation.ts';

/** Writes the correlation id on every span: by it the traces of one request are found, and its log lines. */
export class CorrelateSpans implements SpanProcessor {
  onStart(span: Span): void {
    const correlationId = correlationIdIfAny();
    if (correlationId !== undefined) span.setAttribute('correlation_id', correlationId);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

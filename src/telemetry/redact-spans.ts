import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Where Next writes an address as it was asked for: a path may hold a token of a mail, a query what somebody typed. */
const ADDRESSES = ['http.target', 'http.url', 'next.span_name'];

/** Takes out of Next's spans what is not theirs to tell: addresses, and the messages of errors, which quote what people typed. */
export class RedactSpans implements SpanProcessor {
  onStart(): void {}

  onEnding(span: Span): void {
    // Next names a fetch by its address, too.
    if (span.attributes['http.url'] !== undefined) span.updateName('fetch');
    for (const key of ADDRESSES) delete span.attributes[key];
    span.events.length = 0;
    // Set anew, it has no message.
    span.setStatus({ code: span.status.code });
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

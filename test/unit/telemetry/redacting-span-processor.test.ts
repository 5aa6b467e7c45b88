import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { RedactingSpanProcessor } from '../../../src/telemetry/start-telemetry.ts';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({
  spanProcessors: [new RedactingSpanProcessor(), new SimpleSpanProcessor({ exporter })],
});

test('URLs and error messages in Next’s spans are not exported', () => {
  const url = 'http://127.0.0.1/reset/typed';
  const span = provider.getTracer('next.js').startSpan(`fetch GET ${url}`, {
    attributes: {
      'http.method': 'GET',
      'http.url': url,
      'http.target': '/reset/typed',
      'next.span_name': `fetch ${url}`,
    },
  });
  span.recordException(new Error('typed'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'typed' });
  span.end();
  const [sent] = exporter.getFinishedSpans();
  expect(sent).toMatchObject({
    name: 'fetch',
    attributes: { 'http.method': 'GET' },
    status: { code: SpanStatusCode.ERROR },
    events: [],
  });
  expect(JSON.stringify([sent?.name, sent?.attributes, sent?.status])).not.toContain('typed');
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type CollectedSpan = {
  name: string;
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, unknown>;
};

type Value = { stringValue?: string; intValue?: number; boolValue?: boolean };
type Attribute = { key: string; value: Value };
type Sent = {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: (Omit<CollectedSpan, 'attributes' | 'service'> & { attributes: Attribute[] })[] }[];
  }[];
};

const plain = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Starts an OpenTelemetry collector that receives traces as JSON over HTTP and stores them. */
export async function openCollector() {
  const spans: CollectedSpan[] = [];
  const credentials = new Set<string | undefined>();
  let raw = '';
  const server = createServer(async (request, response) => {
    credentials.add(request.headers.authorization);
    let body = '';
    for await (const chunk of request) body += chunk;
    raw += body;
    for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
      const service = String(plain(resource.attributes)['service.name']);
      const sent = scopeSpans.flatMap((scope) => scope.spans);
      spans.push(...sent.map((span) => ({ ...span, service, attributes: plain(span.attributes) })));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** The `Authorization` headers of the requests so far. */
    credentials,
    /** Returns all received bodies, unparsed. */
    raw: () => raw,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

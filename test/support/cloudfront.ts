import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An invalidation request, as the recorder received it. */
export type InvalidationRequest = { distribution: string; reference: string; paths: string[]; at: number };

/**
 * A failure instead of the response 201: a CloudFront error, or a connection that breaks before (`cut`) or after (`cut-after`)
 * the invalidation.
 */
export type Trouble = { status: number; code: string } | 'cut' | 'cut-after';

export type CloudFrontRecorder = {
  url: string;
  requests: InvalidationRequest[];
  /** Invalidation ids by CallerReference. Requests with the same reference create only one invalidation. */
  made: Map<string, string>;
  /** The failures of the next requests, in order. */
  troubles: Trouble[];
  close: () => Promise<void>;
};

const tag = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&lt;', '<'),
  );

/** Starts a server with the only CloudFront call that the site needs. The site calls the server with the real SDK. */
export async function openCloudFront(): Promise<CloudFrontRecorder> {
  const requests: InvalidationRequest[] = [];
  const made = new Map<string, string>();
  const troubles: Trouble[] = [];

  const server: Server = createServer(async (request, response) => {
    const recorded = await read(request);
    requests.push(recorded);
    const trouble = troubles.shift();
    if (trouble === 'cut') return request.socket.destroy();
    if (typeof trouble === 'object') {
      const body = `<?xml version="1.0"?><ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${trouble.code}</Code><Message>Not now.</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
      return response.writeHead(trouble.status, { 'content-type': 'text/xml' }).end(body);
    }
    const id = made.get(recorded.reference) ?? `I${made.size + 1}`;
    made.set(recorded.reference, id);
    if (trouble === 'cut-after') return request.socket.destroy();
    const items = recorded.paths.map((path) => `<Path>${path.replaceAll('&', '&amp;')}</Path>`).join('');
    const body = `<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>${id}</Id><Status>InProgress</Status><CreateTime>2026-01-01T00:00:00.000Z</CreateTime><InvalidationBatch><Paths><Quantity>${recorded.paths.length}</Quantity><Items>${items}</Items></Paths><CallerReference>${recorded.reference}</CallerReference></InvalidationBatch></Invalidation>`;
    return response.writeHead(201, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    made,
    troubles,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(request: IncomingMessage): Promise<InvalidationRequest> {
  const xml = await text(request);
  const [, distribution = ''] = /^\/2020-05-31\/distribution\/([^/]+)\/invalidation/.exec(request.url ?? '') ?? [];
  return { distribution, reference: tag(xml, 'CallerReference')[0] ?? '', paths: tag(xml, 'Path'), at: Date.now() };
}

/** The keys that the SDK reads from the environment of its process. */
export const AWS_KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** Returns the environment of a site that uses the recorder. */
export const cloudFrontEnvironment = (url: string): Record<string, string> => ({
  CLOUDFRONT_DISTRIBUTION_ID: 'E2EXAMPLE',
  CLOUDFRONT_ENDPOINT: url,
  ...AWS_KEYS,
});

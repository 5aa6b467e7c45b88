import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request for an invalidation, as it came in. */
export type InvalidationRequest = { distribution: string; reference: string; paths: string[]; at: number };

/** An answer other than 201: an error of CloudFront, or a connection that is cut before or after the work. */
export type Trouble = { status: number; code: string } | 'cut' | 'cut-after';

export type CloudFrontRecorder = {
  url: string;
  requests: InvalidationRequest[];
  /** Invalidations by CallerReference: CloudFront makes one of any number of requests with the same. */
  made: Map<string, string>;
  /** What the next requests meet, in order. */
  troubles: Trouble[];
  close: () => Promise<void>;
};

const tag = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&lt;', '<'),
  );

/** The one call of CloudFront's API that this site makes, over HTTP and for the real SDK. */
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

/** What makes a site talk to the recorder; the SDK finds its keys in the environment by itself. */
export const cloudFrontEnvironment = (url: string): Record<string, string> => ({
  CLOUDFRONT_DISTRIBUTION_ID: 'E2EXAMPLE',
  CLOUDFRONT_ENDPOINT: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { type EventSender, sentEvent } from '../src/services/analytics/ingest.ts';
import { toTrackingEvent } from '../src/services/analytics/to-tracking-event.ts';

/**
 * The server that sets the limit in track.ts. It uses only `node:http` and Redis. `/nothing` reads the body and returns 202.
 * `/append` first appends the body to a stream in the site's Redis, which writes it to the same append-only file as the site's
 * events. `/checked` parses and validates the body, and appends the event in the form in which the site stores it. Commands to
 * Redis are pipelined.
 */
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const ACCEPTED = '{"accepted":1}';

const VISITOR: EventSender = { userId: null, ipPrefix: '127.0.0.0/24', isBot: false, optedOut: false };

const checked = (body: string) =>
  JSON.stringify(toTrackingEvent(sentEvent.parse(JSON.parse(body)), VISITOR, Date.now()));

const readBody = (req: Parameters<RequestListener>[0], done: (body: string) => void) => {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk: string) => (body += chunk));
  req.on('end', () => done(body));
};

const server = createServer((req, res) =>
  readBody(req, async (body) => {
    if (req.url === '/append') await redis.xadd('bare', '*', 'event', body);
    if (req.url === '/checked') await redis.xadd('bare', '*', 'event', checked(body));
    res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': ACCEPTED.length });
    res.end(ACCEPTED);
  }),
);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
});

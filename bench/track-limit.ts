import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { sentEvent } from '../src/services/analytics/ingest/sent-event.ts';
import { toTrackingEvent } from '../src/services/analytics/ingest/to-tracking-event.ts';
import type { Visitor } from '../src/services/analytics/ingest/visitor.ts';

/**
 * The bare limits of track.ts, `node:http` alone: `/nothing` reads the body and answers 202; `/append` adds it to a stream
 * as it is and answers when Redis has it, under the same append-only file, several commands in one write; `/checked` adds the
 * event that is stored of it, so that the body must be parsed, validated and written anew.
 */
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const ACCEPTED = '{"accepted":1}';

const VISITOR: Visitor = { userId: null, ipPrefix: '127.0.0.0/24', isBot: false, optedOut: false };

const checked = (body: string) =>
  JSON.stringify(toTrackingEvent(sentEvent.parse(JSON.parse(body)), VISITOR, Date.now()));

const bodyOf = (req: Parameters<RequestListener>[0], done: (body: string) => void) => {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk: string) => (body += chunk));
  req.on('end', () => done(body));
};

const server = createServer((req, res) =>
  bodyOf(req, async (body) => {
    if (req.url === '/append') await redis.xadd('bare', '*', 'event', body);
    if (req.url === '/checked') await redis.xadd('bare', '*', 'event', checked(body));
    res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': ACCEPTED.length });
    res.end(ACCEPTED);
  }),
);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
});

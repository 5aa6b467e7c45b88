import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';

/**
 * The bare limits of track.ts, `node:http` alone: `/nothing` reads the body and answers 202; `/append` adds it to a stream
 * as it is and answers when Redis has it, under the same append-only file, several commands in one write.
 */
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const ACCEPTED = '{"accepted":1}';

const bodyOf = (req: Parameters<RequestListener>[0], done: (body: string) => void) => {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk: string) => (body += chunk));
  req.on('end', () => done(body));
};

const server = createServer((req, res) =>
  bodyOf(req, async (body) => {
    if (req.url === '/append') await redis.xadd('bare', '*', 'event', body);
    res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': ACCEPTED.length });
    res.end(ACCEPTED);
  }),
);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
});

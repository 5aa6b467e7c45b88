import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emailPreview } from '../src/emails/preview.ts';

/** Stays the same when the page reloads after an edit. */
const USUAL_PORT = 3030;

/** `npm run emails`: shows every e-mail with sample values, on `EMAILS_PORT`, else on 3030 or, if that is taken, a free port. */
const server = createServer(async (request, response) => {
  try {
    const reply = await emailPreview(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(reply ? 200 : 404, {
      'content-type': reply?.contentType ?? 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(reply?.body ?? 'There is no such message.');
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(error instanceof Error ? error.stack : String(error));
  }
});

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

async function listen(target: Server, port: number): Promise<string> {
  target.listen(port, '127.0.0.1');
  await once(target, 'listening');
  return `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
}

const wanted = process.env.EMAILS_PORT;
try {
  const address = await listen(server, wanted ? Number(wanted) : USUAL_PORT).catch((error: unknown) => {
    if (wanted || !isTaken(error)) throw error;
    return listen(server, 0);
  });
  console.log(`E-mails: ${address}`);
} catch (error) {
  console.error(isTaken(error) ? `Port ${wanted} is in use: set EMAILS_PORT to another one, or leave it out.` : error);
  process.exitCode = 1;
}

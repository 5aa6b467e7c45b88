import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderEmailPreview } from '../src/emails/render-email-preview.ts';

/** A fixed port, so that the page in the browser can be reloaded after a restart. */
const DEFAULT_PORT = 3030;

/**
 * `npm run emails`: serves every e-mail with sample values. The port is `EMAILS_PORT`; if that is not set, 3030; if 3030 is in
 * use, any free port.
 */
const server = createServer(async (request, response) => {
  try {
    const reply = await renderEmailPreview(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(reply ? 200 : 404, {
      'content-type': reply?.contentType ?? 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(reply?.body ?? 'There is no e-mail of this name.');
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

const requestedPort = process.env.EMAILS_PORT;
try {
  const address = await listen(server, requestedPort ? Number(requestedPort) : DEFAULT_PORT).catch((error: unknown) => {
    if (requestedPort || !isTaken(error)) throw error;
    return listen(server, 0);
  });
  console.log(`E-mails: ${address}`);
} catch (error) {
  console.error(
    isTaken(error) ? `Port ${requestedPort} is in use. Set EMAILS_PORT to another port, or leave it unset.` : error,
  );
  process.exitCode = 1;
}

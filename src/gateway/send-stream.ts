import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Sends `body` behind headers that are set or sent already; HEAD gets none of it. A caller who goes away is no error.
 * @throws what breaks on our side: the connection is cut then, so that the caller sees that something is missing
 */
export async function sendStream(req: IncomingMessage, res: ServerResponse, body: Readable): Promise<void> {
  if (req.method === 'HEAD') {
    body.destroy();
    res.end();
    return;
  }
  try {
    await pipeline(body, res);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

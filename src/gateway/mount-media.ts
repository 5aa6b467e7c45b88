import { createHash } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { Payload } from 'payload';
import type { ObjectStore } from '../lib/object-store.ts';
import { Problem } from '../lib/problem.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { sendStream } from './compressible.ts';
import { mountReadOnly, nameRoute } from './middlewares.ts';
import { failsIfMatch, matchesEtag } from './replies.ts';

/** The `Cache-Control` of files. The content of a key never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Serves uploaded files at their keys, `/media/…`, to browsers or as the origin of a CDN. A GET may request a single range
 * (RFC 9110 §14.2), as video players do.
 */
export function mountMedia(app: Express, payload: Payload): void {
  app.use('/media', nameRoute('/media'));
  mountReadOnly(app, '/media/{*path}', async (req: Request, res: Response) => {
    const key = req.path.slice(1);
    const { storage } = runtimeOf(payload);
    res.set({ 'Cache-Control': IMMUTABLE, ETag: computeEtag(key), 'Accept-Ranges': 'bytes' });
    if (failsIfMatch(req.headers['if-match'], computeEtag(key))) {
      await sendEmpty(res, storage, key, 412);
    } else if (clientHas(req, key)) {
      await sendEmpty(res, storage, key, 304);
    } else if (req.method !== 'GET' || req.headers.range === undefined || hasStaleRange(req, key)) {
      await sendWhole(req, res, storage, key);
    } else {
      await sendRange(req, res, storage, key);
    }
  });
}

const computeEtag = (key: string) => `"${createHash('sha256').update(key).digest('base64url').slice(0, 22)}"`;

/** Whether the client already has the file. Its copy is always current, because the content of a key never changes. */
const clientHas = (req: Request, key: string): boolean => matchesEtag(req.headers['if-none-match'], computeEtag(key));

/** Whether `If-Range` contains another version, so that the whole file has to be sent (RFC 9110 §13.1.5). */
const hasStaleRange = (req: Request, key: string): boolean =>
  req.headers['if-range'] !== undefined && req.headers['if-range'] !== computeEtag(key);

/** Removes the headers that describe a file, for a response that contains no file. */
function removeFileHeaders(res: Response): void {
  for (const name of ['Cache-Control', 'ETag', 'Accept-Ranges']) res.removeHeader(name);
}

function createMissingProblem(res: Response): Problem {
  removeFileHeaders(res);
  return new Problem('not_found');
}

/** Sends a 304 or 412 (RFC 9110 §13.2.2) without a body. @throws Problem `not_found` if the file does not exist */
async function sendEmpty(res: Response, storage: ObjectStore, key: string, status: 304 | 412): Promise<void> {
  if ((await storage.size(key)) === undefined) throw createMissingProblem(res);
  if (status === 412) removeFileHeaders(res);
  res.status(status).end();
}

async function sendWhole(req: Request, res: Response, storage: ObjectStore, key: string): Promise<void> {
  const object = await storage.get(key);
  if (!object) throw createMissingProblem(res);
  res.status(200).set({ 'Content-Type': object.contentType, 'Content-Length': String(object.size) });
  await sendStream(req, res, object.body);
}

async function sendRange(req: Request, res: Response, storage: ObjectStore, key: string): Promise<void> {
  const size = await storage.size(key);
  if (size === undefined) throw createMissingProblem(res);
  const ranges = req.range(size, { combine: true });
  if (ranges === -1) {
    removeFileHeaders(res);
    res.status(416).set('Content-Range', `bytes */${size}`).end();
    return;
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
  if (!range) return sendWhole(req, res, storage, key);
  const object = await storage.get(key, range);
  if (!object) throw createMissingProblem(res);
  res.status(206).set({
    'Content-Type': object.contentType,
    'Content-Length': String(range.end - range.start + 1),
    'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
  });
  await sendStream(req, res, object.body);
}

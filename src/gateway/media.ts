import { createHash } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { Problem } from '../problem.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { namesEtag } from './if-none-match.ts';
import { sendStream } from './send-stream.ts';

/** A key never gets other bytes. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Serves uploaded files at their keys, `/media/…`, where no CDN does, and to a CDN that has this site behind it. Whole, or to GET
 * one range (RFC 9110 §14.2), which players of films ask for.
 */
export function mountMedia(app: Express, payload: Payload): void {
  app.get('/media/{*path}', async (req: Request, res: Response) => {
    res.locals.route = '/media';
    const key = req.path.slice(1);
    const { storage } = domainOf(payload);
    res.set({ 'Cache-Control': FOREVER, ETag: etagOf(key), 'Accept-Ranges': 'bytes' });
    if (clientHas(req, key)) {
      if ((await storage.size(key)) === undefined) throw missing(res);
      res.status(304).end();
    } else if (req.method !== 'GET' || req.headers.range === undefined || staleRange(req, key)) {
      await sendWhole(req, res, storage, key);
    } else {
      await sendRange(req, res, storage, key);
    }
  });
}

const etagOf = (key: string) => `"${createHash('sha256').update(key).digest('base64url').slice(0, 22)}"`;

/** Asked to revalidate or not: what is at a key never changes. */
const clientHas = (req: Request, key: string): boolean => namesEtag(req.headers['if-none-match'], etagOf(key));

/** A range of what was there before is of no use (RFC 9110 §13.1.5). */
const staleRange = (req: Request, key: string): boolean =>
  req.headers['if-range'] !== undefined && req.headers['if-range'] !== etagOf(key);

function missing(res: Response): Problem {
  for (const name of ['Cache-Control', 'ETag', 'Accept-Ranges']) res.removeHeader(name);
  return new Problem('not_found');
}

async function sendWhole(req: Request, res: Response, storage: ObjectStore, key: string): Promise<void> {
  const found = await storage.get(key);
  if (!found) throw missing(res);
  res.status(200).set({ 'Content-Type': found.contentType, 'Content-Length': String(found.size) });
  await sendStream(req, res, found.body);
}

async function sendRange(req: Request, res: Response, storage: ObjectStore, key: string): Promise<void> {
  const size = await storage.size(key);
  if (size === undefined) throw missing(res);
  const ranges = req.range(size, { combine: true });
  if (ranges === -1) {
    missing(res);
    res.status(416).set('Content-Range', `bytes */${size}`).end();
    return;
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
  if (!range) return sendWhole(req, res, storage, key);
  const found = await storage.get(key, range);
  if (!found) throw missing(res);
  res.status(206).set({
    'Content-Type': found.contentType,
    'Content-Length': String(range.end - range.start + 1),
    'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
  });
  await sendStream(req, res, found.body);
}

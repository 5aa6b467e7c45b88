import type { Endpoint, Payload, PayloadRequest, Where } from 'payload';
import { isStaff } from './roles.ts';

/** What one member of staff may have the admin UI remember: far more than it does by itself. */
const MAX_VALUE_BYTES = 32 * 1024;
const MAX_KEY_LENGTH = 200;
const MAX_KEYS = 2000;

const SLUG = 'payload-preferences';

/**
 * Preferences belong to the admin UI: only staff have any, and only so many. Payload's routes for them ask no more than whether
 * somebody is signed in, and its collection would take any number through a second door, which nothing uses.
 */
export function keepPreferencesToStaff(payload: Payload): void {
  const { config } = payload.collections[SLUG];
  config.access.create = () => false;
  config.access.update = () => false;
  config.endpoints = (config.endpoints || []).map((endpoint) => ({
    ...endpoint,
    handler: async (req) => (await refusalOf(req, endpoint)) ?? endpoint.handler(req),
  }));
}

async function refusalOf(req: PayloadRequest, { method, path }: Endpoint): Promise<Response | undefined> {
  // Payload itself has nothing for nobody, and its sign-in page waits for that answer.
  if (path !== '/:key' || !req.user) return undefined;
  if (!isKeeper(req)) return refuse(403, 'Only staff have preferences.');
  const key = String(req.routeParams?.key);
  // Payload's adapter fails on the deletion of a row that is not there when the condition reaches over a relation.
  if (method === 'delete' && (await countOf(req, key)) === 0) return refuse(404, 'There is no such preference.');
  if (method !== 'post') return undefined;
  if (key.length > MAX_KEY_LENGTH) return refuse(400, `A key has at most ${MAX_KEY_LENGTH} characters.`);
  const sent: unknown = await req.json?.().catch(() => ({}));
  // Payload reads it once more, and the stream is spent.
  req.json = () => Promise.resolve(sent);
  if (Buffer.byteLength(JSON.stringify(sent ?? {})) > MAX_VALUE_BYTES)
    return refuse(400, `A preference has at most ${MAX_VALUE_BYTES} bytes.`);
  if (await hasRoom(req, key)) return undefined;
  return refuse(400, `There are ${MAX_KEYS} preferences already.`);
}

/** Anybody of the admin UI, who on another site may be of another collection than our staff. */
const isKeeper = ({ user, payload }: PayloadRequest) => isStaff(user) || user?.collection === payload.config.admin.user;

const hasRoom = async (req: PayloadRequest, key: string) =>
  (await countOf(req)) < MAX_KEYS || (await countOf(req, key)) > 0;

/** How many preferences the user of a request has, under one key or in all. */
async function countOf({ payload, user }: PayloadRequest, key?: string): Promise<number> {
  const own: Where[] = [{ 'user.value': { equals: user?.id } }, { 'user.relationTo': { equals: user?.collection } }];
  const and = key === undefined ? own : [...own, { key: { equals: key } }];
  return (await payload.count({ collection: SLUG, where: { and } })).totalDocs;
}

const refuse = (status: number, message: string) => Response.json({ errors: [{ message }] }, { status });

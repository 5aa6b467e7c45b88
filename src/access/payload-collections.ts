import {
  type Access,
  docAccessOperation,
  docAccessOperationGlobal,
  type Endpoint,
  type Payload,
  type PayloadRequest,
  type Where,
} from 'payload';
import { isCustomer, isStaff } from './roles.ts';

export type Target = { collection: string; id: string } | { global: string };

/**
 * Whether the sender of `req` has permission to update a document or a global. Access rules that depend on the new values receive
 * `data`. False for a document that does not exist.
 */
export async function canEdit(req: PayloadRequest, target: Target, data?: Record<string, unknown>): Promise<boolean> {
  const { collections, config } = req.payload;
  const dataArgument = data ? { data } : {};
  if ('global' in target) {
    const globalConfig = config.globals.find(({ slug }) => slug === target.global);
    return Boolean(globalConfig && (await docAccessOperationGlobal({ globalConfig, req, ...dataArgument })).update);
  }
  const collection = collections[target.collection as keyof typeof collections];
  try {
    return Boolean(
      collection && (await docAccessOperation({ id: target.id, collection, req, ...dataArgument })).update,
    );
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

const isNotFound = (error: unknown) => error instanceof Error && 'status' in error && error.status === 404;

const SLUG = 'payload-locked-documents';

type Lock = { document?: { relationTo: string; value: unknown } | null; globalSlug?: string | null };

/**
 * Restricts Payload's document locks. Only the admin form creates locks. A user who may edit a document can take over
 * its lock, but can name only themselves as the new owner. Users can delete only their own locks. By Payload's default,
 * every signed-in user can create locks in another user's name.
 */
export function restrictLocks(payload: Payload): void {
  const { access } = payload.collections[SLUG].config;
  access.create = () => false;
  access.read = ({ req: { user } }) => Boolean(user) && !isCustomer(user);
  access.update = canTakeOver;
  access.delete = ({ req }) => req.user !== null && whereOwnLock(req);
}

const whereOwnLock = ({ user }: PayloadRequest): Where => ({
  and: [{ 'user.value': { equals: user?.id } }, { 'user.relationTo': { equals: user?.collection } }],
});

/**
 * Allows a user to take over a lock: `data` may only name the user as the new owner, and the user must have permission to edit
 * the document.
 */
const canTakeOver: Access = async ({ req, id, data }) => {
  if (!req.user || isCustomer(req.user)) return false;
  if (id === undefined) return whereOwnLock(req);
  const names = Object.keys(data ?? {});
  if (names.some((name) => name !== 'user')) return false;
  if (names.length > 0 && !isSelf(req, data?.user)) return false;
  const lock = await req.payload.findByID({ collection: SLUG, id, depth: 0, disableErrors: true, req });
  const target = lock && toEditTarget(lock as Lock);
  return Boolean(target) && canEdit(req, target as Target);
};

function isSelf({ user }: PayloadRequest, owner: unknown): boolean {
  const { relationTo, value } = (owner ?? {}) as { relationTo?: unknown; value?: unknown };
  return relationTo === user?.collection && value === user?.id;
}

const toEditTarget = ({ document, globalSlug }: Lock): Target | undefined =>
  document
    ? { collection: document.relationTo, id: String(document.value) }
    : globalSlug
      ? { global: globalSlug }
      : undefined;

/** Limits for the preferences of one user. The admin UI stays far below these limits. */
const MAX_VALUE_BYTES = 32 * 1024;
const MAX_KEY_LENGTH = 200;
const MAX_KEYS = 2000;

const PREFERENCES_SLUG = 'payload-preferences';

/**
 * Restricts preferences to users of the admin UI, and limits the number and size of preferences. Payload's own routes for
 * preferences only check that somebody is signed in. Preferences can be created and updated only through these routes, not
 * through the collection's REST and GraphQL operations, which no client needs.
 */
export function restrictPreferences(payload: Payload): void {
  const { config } = payload.collections[PREFERENCES_SLUG];
  config.access.create = () => false;
  config.access.update = () => false;
  config.endpoints = (config.endpoints || []).map((endpoint) => ({
    ...endpoint,
    handler: async (req) => (await findRefusal(req, endpoint)) ?? endpoint.handler(req),
  }));
}

async function findRefusal(req: PayloadRequest, { method, path }: Endpoint): Promise<Response | undefined> {
  // To callers who are not signed in, Payload replies that there is no preference. A refusal must not replace this reply: the
  // login page does not read the body of a refusal, so the browser would keep the request open.
  if (path !== '/:key' || !req.user) return undefined;
  if (!isAdminUiUser(req)) return refuse(403, 'Only staff have preferences.');
  const key = String(req.routeParams?.key);
  // Payload's route deletes with a condition on `user`, a relation. With such a condition, Payload's database adapter fails if no
  // row matches.
  if (method === 'delete' && (await countPreferences(req, key)) === 0)
    return refuse(404, 'There is no such preference.');
  if (method !== 'post') return undefined;
  if (key.length > MAX_KEY_LENGTH)
    return refuse(400, `The key of a preference may have at most ${MAX_KEY_LENGTH} characters.`);
  const preference: unknown = await req.json?.().catch(() => ({}));
  // Payload reads the body again, but a stream can be read only once.
  req.json = () => Promise.resolve(preference);
  if (Buffer.byteLength(JSON.stringify(preference ?? {})) > MAX_VALUE_BYTES)
    return refuse(400, `A preference may have at most ${MAX_VALUE_BYTES} bytes.`);
  if (await hasRoom(req, key)) return undefined;
  return refuse(400, `You have the maximum of ${MAX_KEYS} preferences. Delete one first.`);
}

/**
 * Whether the user is one of our staff, or belongs to the collection whose users sign in to the admin UI
 * (`admin.user`). A host site can set `admin.user` to a collection of its own.
 */
const isAdminUiUser = ({ user, payload }: PayloadRequest) =>
  isStaff(user) || user?.collection === payload.config.admin.user;

const hasRoom = async (req: PayloadRequest, key: string) =>
  (await countPreferences(req)) < MAX_KEYS || (await countPreferences(req, key)) > 0;

async function countPreferences({ payload, user }: PayloadRequest, key?: string): Promise<number> {
  const ownPreference: Where[] = [
    { 'user.value': { equals: user?.id } },
    { 'user.relationTo': { equals: user?.collection } },
  ];
  const and = key === undefined ? ownPreference : [...ownPreference, { key: { equals: key } }];
  return (await payload.count({ collection: PREFERENCES_SLUG, where: { and } })).totalDocs;
}

const refuse = (status: number, message: string) => Response.json({ errors: [{ message }] }, { status });

import type { Access, Payload, PayloadRequest, Where } from 'payload';
import { mayEdit, type Target } from './may-edit.ts';
import { isCustomer } from './roles.ts';

const SLUG = 'payload-locked-documents';

type Lock = { document?: { relationTo: string; value: unknown } | null; globalSlug?: string | null };

/**
 * Keeps locks in the hands of those who edit: they are made by the form alone, taken over in one's own name where one may edit, and
 * taken away by whose they are. Payload's default is that anybody who is signed in makes any in anybody's name.
 */
export function keepLocksToEditors(payload: Payload): void {
  const { access } = payload.collections[SLUG].config;
  access.create = () => false;
  access.read = ({ req: { user } }) => Boolean(user) && !isCustomer(user);
  access.update = takesOver;
  access.delete = ({ req }) => req.user !== null && ownLocks(req);
}

const ownLocks = ({ user }: PayloadRequest): Where => ({
  and: [{ 'user.value': { equals: user?.id } }, { 'user.relationTo': { equals: user?.collection } }],
});

/** `data` names the new owner, and nothing else. */
const takesOver: Access = async ({ req, id, data }) => {
  if (!req.user || isCustomer(req.user)) return false;
  if (id === undefined) return ownLocks(req);
  const names = Object.keys(data ?? {});
  if (names.some((name) => name !== 'user')) return false;
  if (names.length > 0 && !isSelf(req, data?.user)) return false;
  const lock = await req.payload.findByID({ collection: SLUG, id, depth: 0, disableErrors: true, req });
  const target = lock && targetOf(lock as Lock);
  return Boolean(target) && mayEdit(req, target as Target);
};

function isSelf({ user }: PayloadRequest, owner: unknown): boolean {
  const { relationTo, value } = (owner ?? {}) as { relationTo?: unknown; value?: unknown };
  return relationTo === user?.collection && value === user?.id;
}

const targetOf = ({ document, globalSlug }: Lock): Target | undefined =>
  document
    ? { collection: document.relationTo, id: String(document.value) }
    : globalSlug
      ? { global: globalSlug }
      : undefined;

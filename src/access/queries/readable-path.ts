import type { FieldAccess, PayloadRequest, Where } from 'payload';
import type { FieldPath, Step } from './field-path.ts';

/** An id that no user has: a rule that compares the document's owner with the reader refuses it. */
const SOMEBODY_ELSES = { id: 'somebody else’s' };

type Use = 'filter' | 'sort';

/**
 * Whether the sender of `req` may filter or sort by a path: each field on it is one that they may read, of whatever document, and each collection
 * it leads into as well. What a filter lets through tells what a field holds, so it needs the same right as reading it.
 *
 * Payload adds a rule that allows a part of a collection to filters, but not to sorting, so sorting needs the whole of it.
 */
export async function isReadablePath(req: PayloadRequest, { steps }: FieldPath, use: Use): Promise<boolean> {
  for (const step of steps) {
    if (!(await mayEnter(req, step, use)) || !(await mayRead(req, step))) return false;
  }
  return true;
}

async function mayEnter(req: PayloadRequest, { entered }: Step, use: Use): Promise<boolean> {
  if (!entered) return true;
  const { read } = entered.access;
  const allowed: boolean | Where = read ? await read({ req }) : Boolean(req.user);
  return use === 'sort' ? allowed === true : Boolean(allowed);
}

async function mayRead(req: PayloadRequest, { field }: Step): Promise<boolean> {
  if ('hidden' in field && field.hidden) return false;
  const read = 'access' in field ? (field.access as { read?: FieldAccess } | undefined)?.read : undefined;
  if (!read) return true;
  return Boolean(await read({ req, doc: SOMEBODY_ELSES, data: {}, siblingData: {}, blockData: {} }));
}

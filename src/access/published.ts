import type { Access, Where } from 'payload';
import { hasRole, type Role } from './roles.ts';

/** Published documents to anybody, drafts too to staff with one of `roles`. */
export const publishedOr =
  (...roles: Role[]): Access =>
  ({ req: { user } }) =>
    hasRole(user, ...roles) || ({ _status: { equals: 'published' } } satisfies Where);

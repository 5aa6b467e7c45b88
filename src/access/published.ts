import type { Access, Where } from 'payload';
import { hasRole, type Role } from './roles.ts';

/** Published documents to anybody, drafts too to staff with one of `roles`. */
export const publishedOr =
  (...roles: Role[]): Access =>
  ({ req: { user } }) =>
    hasRole(user, ...roles) || ({ _status: { equals: 'published' } } satisfies Where);

/** Published documents that do not lie in the trash to anybody, all to staff with one of `roles`. */
export const publishedAndKeptOr =
  (...roles: Role[]): Access =>
  ({ req: { user } }) =>
    hasRole(user, ...roles) || ({ _status: { equals: 'published' }, deletedAt: { exists: false } } satisfies Where);

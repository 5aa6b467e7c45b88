import type { Access, CollectionConfig, Config, Field, FieldAccess, GlobalConfig, Where } from 'payload';
import { hasRole, isCustomer, isStaff, type Role } from './roles.ts';

const nobody: Access = () => false;

/** Whether nobody has permission to update the documents of a collection; the admin UI then only displays them. */
export const isReadOnly = ({ access }: Pick<CollectionConfig, 'access'>): boolean => access?.update === nobody;

/** Field access for staff with one of `roles`, and for admins. */
export const fieldRolesOrAdmin =
  (...roles: Role[]): FieldAccess =>
  ({ req }) =>
    hasRole(req.user, ...roles);

/** The access of a field that only the system writes, through `overrideAccess`. */
export const systemField: { create: FieldAccess; update: FieldAccess } = {
  create: () => false,
  update: () => false,
};

/** Whether only the system writes a field. */
export const isSystemField = (field: Field): boolean =>
  'access' in field && field.access?.update === systemField.update;

/** Access for staff with one of `roles`, and for admins. */
export const rolesOrAdmin =
  (...roles: Role[]): Access =>
  ({ req }) =>
    hasRole(req.user, ...roles);

/** Access for admins only. */
export const adminsOnly: Access = ({ req }) => hasRole(req.user);

/** Access for everybody, signed in or not. */
export const anyone: Access = () => true;

/**
 * Gives customers access to the rows whose `field` is their id, and gives staff with one of `roles` and admins access to all
 * rows.
 */
export const ownRowsOrRoles =
  (field: string, ...roles: Role[]): Access =>
  ({ req: { user } }) => {
    if (hasRole(user, ...roles)) return true;
    if (!isCustomer(user)) return false;
    return { [field]: { equals: user.id } } satisfies Where;
  };

type Rules = { read?: Access; create?: Access; update?: Access; delete?: Access };

/**
 * The access of a collection. An operation without a rule is forbidden to everybody. Payload's default would allow it to every
 * signed-in user, so that a customer's token could read staff lists.
 */
export function collectionAccess(rules: Rules): NonNullable<CollectionConfig['access']> {
  const write = rules.update ?? nobody;
  return {
    read: rules.read ?? nobody,
    create: rules.create ?? nobody,
    update: write,
    delete: rules.delete ?? nobody,
    readVersions: write,
    // No account is ever locked: our own limit on failed sign-ins replaces Payload's lock.
    unlock: nobody,
    admin: ({ req }) => isStaff(req.user),
  };
}

/** The access of a global: staff may read it, admins may write it. */
export const globalAccess: NonNullable<GlobalConfig['access']> = {
  read: ({ req }) => isStaff(req.user),
  readVersions: adminsOnly,
  update: adminsOnly,
};

/** Access to published documents for everybody; access to all documents for staff with one of `roles` and for admins. */
export const publishedOrRoles =
  (...roles: Role[]): Access =>
  ({ req: { user } }) =>
    hasRole(user, ...roles) || ({ _status: { equals: 'published' } } satisfies Where);

/**
 * Access to published documents outside the trash for everybody; access to all documents for staff with one of `roles` and for
 * admins.
 */
export const publishedNotTrashedOrRoles =
  (...roles: Role[]): Access =>
  ({ req: { user } }) =>
    hasRole(user, ...roles) || ({ _status: { equals: 'published' }, deletedAt: { exists: false } } satisfies Where);

/**
 * Job access under which nobody can run, queue or cancel jobs over HTTP: only the worker runs jobs. By Payload's default, every
 * signed-in user can run, queue and cancel jobs.
 */
export const closedJobs: NonNullable<NonNullable<Config['jobs']>['access']> = {
  run: () => false,
  queue: () => false,
  cancel: () => false,
};

import type { Access, CollectionConfig, FieldAccess, GlobalConfig, Where } from 'payload';
import { hasRole, isCustomer, isStaff, type Role } from './roles.ts';

const nobody: Access = () => false;

/** Who may use a field; `[]` is the system alone. */
export const fieldRoles =
  (...roles: Role[]): FieldAccess =>
  ({ req }) =>
    hasRole(req.user, ...roles);

/** A field that only the system writes, through `overrideAccess`. */
export const systemField: { create: FieldAccess; update: FieldAccess } = {
  create: () => false,
  update: () => false,
};

/** Staff with one of `roles`, admins included. */
export const staff =
  (...roles: Role[]): Access =>
  ({ req }) =>
    hasRole(req.user, ...roles);

/** Anybody, signed in or not. */
export const anyone: Access = () => true;

/** Rows whose `field` is the customer who asks, and all rows to staff with one of `roles`. */
export const ownOr =
  (field: string, ...roles: Role[]): Access =>
  ({ req: { user } }) => {
    if (hasRole(user, ...roles)) return true;
    if (!isCustomer(user)) return false;
    return { [field]: { equals: user.id } } satisfies Where;
  };

type Rules = { read?: Access; create?: Access; update?: Access; delete?: Access };

/**
 * The access of a collection: what is not named is refused to everybody. Payload's own default is "any logged-in user",
 * which would let a customer's token read staff lists.
 */
export function collectionAccess(rules: Rules): NonNullable<CollectionConfig['access']> {
  const write = rules.update ?? nobody;
  return {
    read: rules.read ?? nobody,
    create: rules.create ?? nobody,
    update: write,
    delete: rules.delete ?? nobody,
    readVersions: write,
    unlock: staff(),
    admin: ({ req }) => isStaff(req.user),
  };
}

/** The access of a global: staff read it, admins write it. */
export const globalAccess: NonNullable<GlobalConfig['access']> = {
  read: ({ req }) => isStaff(req.user),
  readVersions: staff(),
  update: staff(),
};

import type { TypedUser } from 'payload';

export const ROLES = ['admin', 'content-manager', 'sales', 'analyst'] as const;

export type Role = (typeof ROLES)[number];

type MaybeUser = TypedUser | null | undefined;
type Staff = Extract<TypedUser, { collection: 'users' }>;
type Customer = Extract<TypedUser, { collection: 'customers' }>;

/** Whether `user` is staff, that is, from the `users` collection. */
export const isStaff = (user: MaybeUser): user is Staff => user?.collection === 'users';

/** Whether `user` is a customer of the website. */
export const isCustomer = (user: MaybeUser): user is Customer => user?.collection === 'customers';

/** Whether `user` is staff with one of `roles`; an admin has the permissions of all roles (docs/spec/api.md#callers). */
export const hasRole = (user: MaybeUser, ...roles: Role[]): boolean =>
  isStaff(user) && (user.role === 'admin' || roles.includes(user.role));

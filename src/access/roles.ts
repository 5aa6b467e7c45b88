import type { TypedUser } from 'payload';

export const ROLES = ['admin', 'content-manager', 'sales', 'analyst'] as const;

export type Role = (typeof ROLES)[number];

type Who = TypedUser | null | undefined;
type Staff = Extract<TypedUser, { collection: 'users' }>;
type Customer = Extract<TypedUser, { collection: 'customers' }>;

/** Whether `user` is staff: somebody of the `users` collection. */
export const isStaff = (user: Who): user is Staff => user?.collection === 'users';

/** Whether `user` is a customer of the website. */
export const isCustomer = (user: Who): user is Customer => user?.collection === 'customers';

/** Whether `user` is staff with one of `roles`; an admin may do what any role may (api.md, Callers). */
export const hasRole = (user: Who, ...roles: Role[]): boolean =>
  isStaff(user) && (user.role === 'admin' || roles.includes(user.role));

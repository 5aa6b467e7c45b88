import type { Access, CollectionConfig, Config, GlobalConfig, Payload } from 'payload';
import { isCustomer } from './roles.ts';

/** Anybody who is signed in to the admin UI; Payload's default is anybody who is signed in, customers included. */
const signedInStaff: Access = ({ req: { user } }) => Boolean(user) && !isCustomer(user);

const OPERATIONS = ['create', 'read', 'update', 'delete'] as const;

const filled = (access: Record<string, unknown> | undefined) => ({
  ...Object.fromEntries(OPERATIONS.map((operation) => [operation, signedInStaff])),
  ...access,
});

/** A host's own collection with what it says nobody about closed to customers. */
export const closeCollection = (collection: CollectionConfig): CollectionConfig => ({
  ...collection,
  access: filled(collection.access),
});

/** Like {@link closeCollection}, for a global. */
export const closeGlobal = (global: GlobalConfig): GlobalConfig => ({
  ...global,
  access: { read: signedInStaff, update: signedInStaff, ...global.access },
});

/** Closes Payload's own collections (preferences, locks, migrations) to customers; they exist only once it has started. */
export function closeInternalCollections(payload: Payload): void {
  for (const { config } of Object.values(payload.collections)) {
    if (!config.slug.startsWith('payload-')) continue;
    for (const operation of OPERATIONS) {
      const allowed = config.access[operation];
      config.access[operation] = (args) => !isCustomer(args.req.user) && allowed(args);
    }
  }
}

/** Nobody runs, queues or cancels jobs over HTTP: the worker does. Payload's default is anybody who is signed in. */
export const closedJobs: NonNullable<NonNullable<Config['jobs']>['access']> = {
  run: () => false,
  queue: () => false,
  cancel: () => false,
};

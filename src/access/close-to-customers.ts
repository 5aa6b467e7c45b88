import type { Access, AuthStrategy, Endpoint, Payload, PayloadRequest } from 'payload';
import { isCustomer } from './roles.ts';

type Allowed<A extends { req: PayloadRequest }, R> = ((args: A) => R) | undefined;
type AccessRules = Record<string, Access | undefined>;
/** The slugs of what is made for customers too, and whose own rules hold. */
export type Own = { collections: ReadonlySet<string>; globals: ReadonlySet<string> };
type Entity = { access: object; endpoints?: Endpoint[] | false };

/** Operations for which Payload asks "is anybody signed in?" when an entity has no rule. */
const OPERATIONS = ['create', 'read', 'readVersions', 'update', 'delete', 'unlock'];

/**
 * Closes to customers everything that isn't in `own`: collections and globals of the site, of any plugin and of Payload itself, with
 * their versions and routes, and the job queue. What the rules there say doesn't count, since "anybody who is signed in" is
 * a usual one: this extension brings customers, whom those rules never meant.
 *
 * It works on the sanitised configuration, so the order of plugins doesn't matter.
 */
export function closeToCustomers(payload: Payload, own: Own): void {
  const { config } = payload;
  for (const { config: collection } of Object.values(payload.collections))
    if (!own.collections.has(collection.slug)) close(collection);
  for (const global of payload.globals.config) if (!own.globals.has(global.slug)) close(global);
  const { run, queue, cancel } = config.jobs.access ?? {};
  config.jobs.access = { run: exceptCustomers(run), queue: exceptCustomers(queue), cancel: exceptCustomers(cancel) };
}

function close(entity: Entity): void {
  const rules = entity.access as AccessRules;
  for (const operation of new Set([...OPERATIONS, ...Object.keys(rules)])) {
    if (operation === 'admin' && !rules.admin) continue;
    rules[operation] = exceptCustomers(rules[operation]);
  }
  if (entity.endpoints) entity.endpoints = entity.endpoints.map(endpointExceptCustomers);
}

const exceptCustomers =
  <A extends { req: PayloadRequest }, R>(allowed: Allowed<A, R>) =>
  (args: A): R | boolean => {
    if (isCustomer(args.req.user)) return false;
    return allowed ? allowed(args) : Boolean(args.req.user);
  };

/** Some of Payload's own routes, such as those of preferences, ask no rule at all. */
const endpointExceptCustomers = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  handler: (req) => {
    if (!isCustomer(req.user)) return endpoint.handler(req);
    return Response.json({ errors: [{ message: 'Customers may not do this.' }] }, { status: 403 });
  },
});

/**
 * `strategy` that calls `close` before it tells anybody's name: a plugin that forgets the `onInit` of those before it, or a
 * configuration reloaded in development, can't leave a site open.
 */
export const closingFirst = (strategy: AuthStrategy, close: (payload: Payload) => void): AuthStrategy => ({
  ...strategy,
  authenticate: (args) => {
    close(args.payload);
    return strategy.authenticate(args);
  },
});

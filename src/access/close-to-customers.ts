import type { Access, AuthStrategy, Endpoint, Payload, PayloadRequest } from 'payload';
import { isCustomer } from './roles.ts';

type AccessRule<A extends { req: PayloadRequest }, R> = ((args: A) => R) | undefined;
type AccessRules = Record<string, Access | undefined>;
/** The slugs of collections and globals that customers may use, as far as the access rules of the collection or global allow. */
export type OwnSlugs = { collections: ReadonlySet<string>; globals: ReadonlySet<string> };
type Entity = { access: object; endpoints?: Endpoint[] | false };

/** Operations that Payload allows to every signed-in user if an entity has no rule for them. */
const OPERATIONS = ['create', 'read', 'readVersions', 'update', 'delete', 'unlock'];

/**
 * Denies customers access to everything that is not in `ownSlugs`: collections and globals of the site, of plugins and of
 * Payload itself, with their versions and routes, and the job queue. The existing access rules are not enough: many of them allow
 * every signed-in user, because they were written before customers could sign in.
 *
 * This function changes the sanitised configuration, so the order of plugins does not matter.
 */
export function closeToCustomers(payload: Payload, ownSlugs: OwnSlugs): void {
  const { config } = payload;
  for (const { config: collection } of Object.values(payload.collections))
    if (!ownSlugs.collections.has(collection.slug)) closeEntity(collection);
  for (const global of payload.globals.config) if (!ownSlugs.globals.has(global.slug)) closeEntity(global);
  const { run, queue, cancel } = config.jobs.access ?? {};
  config.jobs.access = { run: denyCustomers(run), queue: denyCustomers(queue), cancel: denyCustomers(cancel) };
}

function closeEntity(entity: Entity): void {
  const rules = entity.access as AccessRules;
  for (const operation of new Set([...OPERATIONS, ...Object.keys(rules)])) {
    if (operation === 'admin' && !rules.admin) continue;
    rules[operation] = denyCustomers(rules[operation]);
  }
  if (entity.endpoints) entity.endpoints = entity.endpoints.map(denyEndpointToCustomers);
}

const denyCustomers =
  <A extends { req: PayloadRequest }, R>(rule: AccessRule<A, R>) =>
  (args: A): R | boolean => {
    if (isCustomer(args.req.user)) return false;
    return rule ? rule(args) : Boolean(args.req.user);
  };

/** Refuses customers at a route. Some of Payload's own routes, such as those for preferences, check no access rule. */
const denyEndpointToCustomers = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  handler: (req) => {
    if (!isCustomer(req.user)) return endpoint.handler(req);
    return Response.json({ errors: [{ message: 'Customers may not do this.' }] }, { status: 403 });
  },
});

/**
 * Wraps `strategy` so that it calls `close` before it authenticates anybody. Calling `close` only in `onInit` would leave a site
 * open if another plugin overwrites `onInit`, or after the configuration is reloaded in development.
 */
export const closeBeforeAuthenticating = (strategy: AuthStrategy, close: (payload: Payload) => void): AuthStrategy => ({
  ...strategy,
  authenticate: (args) => {
    close(args.payload);
    return strategy.authenticate(args);
  },
});

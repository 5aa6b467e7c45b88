import type { Express, Request, Response } from 'express';
import type { DocumentNode } from 'graphql';
import { handleEndpoints, type Payload } from 'payload';
import { assertDatabaseAnswers } from '../database/check-database.ts';
import { asPayloadRequest } from '../lib/correlation.ts';
import { Problem } from '../lib/problem.ts';
import { getArrival } from './arrival.ts';
import { hasCredentials, isFromStaff } from './authenticate.ts';
import { createGraphqlHandler } from './graphql/handler.ts';
import { computeGraphqlWeight, computeQueryWeight, mayRevealSecrets } from './graphql/query-weight.ts';
import { capReadQuery, MAX_QUERY_LENGTHS, type PayloadQuery, type QuerySender } from './payload-query.ts';
import { PROBLEM_JSON } from './problems.ts';
import { countGeneralRequest, countRequest, SIGN_IN_LIMIT } from './rate-limit.ts';
import { discardBody } from './read-body.ts';
import { OVERRIDE_HEADERS, sendWebResponse, toUnreadRequest, toWebRequest, type WebRequest } from './web-request.ts';

/** The routes of a collection that accept a password or a token, or send an e-mail. */
export const SIGN_IN_ROUTES = [
  ...['login', 'forgot-password', 'reset-password', 'accept-invitation', 'unlock', 'first-register'],
  'verify/:token',
];

/** Matches the paths of {@link SIGN_IN_ROUTES}, case-insensitively like Payload. */
const SIGN_IN_PATH = new RegExp(`^/api/[^/]+/(?:${SIGN_IN_ROUTES.join('|').replace(':token', '[^/]+')})/?$`, 'i');

/** Matches the paths of our own endpoints below Payload's API, which refuse and cap their input themselves. */
const OWN_PATH = /^\/api\/(?:v1|desk)\//;

/** The statuses with which Payload refuses callers without valid credentials. */
const REFUSED_STATUSES = new Set([401, 403]);

type Options = { publicUrl: string };

/** Mounts Payload's REST API and GraphQL at `/api`, with limits that Payload itself does not have. */
export function mountPayloadApi(app: Express, payload: Payload, { publicUrl }: Options): void {
  const { origin } = new URL(publicUrl);
  const graphql = createGraphqlHandler(payload.config);

  app.all('/api/graphql', async (req: Request, res: Response) => {
    const arrival = getArrival(req);
    arrival.route = '/api/graphql';
    res.set(await countGeneralRequest(payload, arrival));
    if (req.method !== 'POST') throw new Problem('method_not_allowed', undefined, { headers: { Allow: 'POST' } });
    const onAnonymous = async () => {
      if (hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
    };
    let isSafeRead = false;
    const count = async (document: DocumentNode, variables: unknown) => {
      isSafeRead = !mayRevealSecrets(document);
      const extraWeight = computeGraphqlWeight(document, variables) - 1;
      if (extraWeight > 0) res.set(await countGeneralRequest(payload, arrival, extraWeight));
    };
    const handle = (request: globalThis.Request) =>
      asPayloadRequest(arrival, () => graphql(request, { onAnonymous, count }));
    await sendAnswer(req, res, await toWebRequest(req, origin), handle, () => isSafeRead);
  });

  app.all('/api/{*path}', async (req: Request, res: Response) => {
    const arrival = getArrival(req);
    arrival.route = toRouteName(payload, req.path);
    res.set(
      SIGN_IN_PATH.test(req.path)
        ? await countRequest(payload, 'sign-in', SIGN_IN_LIMIT, arrival.ip)
        : await countGeneralRequest(payload, arrival),
    );
    assertAnswerable(payload, req.path);
    const count = async (query: PayloadQuery) => {
      const extraWeight = computeQueryWeight(query) - 1;
      if (extraWeight > 0) res.set(await countGeneralRequest(payload, arrival, extraWeight));
    };
    const converted = OWN_PATH.test(req.path)
      ? { request: toUnreadRequest(req, origin), refusal: () => undefined }
      : await readRequest(req, { payload, origin, count });
    // The request is counted above, so the endpoints below `/api/v1` must not count it against the general limit again.
    const visitor = { ip: arrival.ip, unlimited: true };
    const handle = async (request: globalThis.Request) => {
      const response = await asPayloadRequest(visitor, () => handleEndpoints({ config: payload.config, request }));
      if (REFUSED_STATUSES.has(response.status) && hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
      return response;
    };
    await sendAnswer(req, res, converted, handle, ({ method }) => method === 'GET' && !isAccount(payload, req.path));
  });
}

/** Refuses paths for which Payload would return a wrong response. @throws Problem `not_found` */
function assertAnswerable(payload: Payload, path: string): void {
  const [, , first = '', second = '', third = ''] = path.split('/');
  const collection = isGlobal(payload, first, second)
    ? payload.config.globals.find(({ slug }) => slug === second)
    : payload.config.collections.find(({ slug }) => slug === first);
  const subresource = first === 'globals' ? third : second;
  // Payload would query versions even if the collection or global has no versions.
  if (subresource === 'versions' && collection && !collection.versions) throw new Problem('not_found');
  // If the path names an unknown global, Payload removes `globals` from the path and handles the rest of the path.
  if (first.startsWith('globals') && !isGlobal(payload, first, second)) throw new Problem('not_found');
}

const isGlobal = (payload: Payload, first: string, second: string): boolean =>
  first === 'globals' && payload.globals.config.some(({ slug }) => slug === second);

/**
 * Whether a path belongs to an auth collection. Payload's responses at such paths may contain the signed-in user and the user's
 * token.
 */
function isAccount(payload: Payload, path: string): boolean {
  const [, , first = ''] = path.split('/');
  return Boolean(payload.config.collections.find(({ slug }) => slug === first)?.auth);
}

async function sendAnswer(
  req: Request,
  res: Response,
  { request, refusal }: WebRequest,
  handle: (request: globalThis.Request) => Promise<globalThis.Response>,
  isSafeRead: (request: globalThis.Request) => boolean,
) {
  const response = await handle(request);
  const problem = refusal();
  if (problem) throw problem;
  if (response.status === 503 && response.headers.get('content-type') !== PROBLEM_JSON)
    throw new Problem('unavailable');
  if (response.status >= 400) discardBody(req);
  if (!response.headers.has('cache-control')) res.set('Cache-Control', 'no-store');
  await sendWebResponse(req, res, response, isSafeRead(request));
}

type ReadOptions = { payload: Payload; origin: string; count: (query: PayloadQuery) => Promise<void> };

/**
 * Converts a request for Payload. For a read, it counts the weight of the query and caps `limit` and `depth`. This includes
 * reads with long queries, which the admin UI sends as a form by POST. Payload also accepts such a read as JSON, and copies
 * parts of the JSON into the query unchecked, so JSON is refused.
 * @throws Problem `unsupported_media_type`
 */
async function readRequest(req: Request, { payload, origin, count }: ReadOptions): Promise<WebRequest> {
  const override = req.method === 'POST' && OVERRIDE_HEADERS.some((name) => req.get(name) === 'GET');
  if (req.method !== 'GET' && req.method !== 'HEAD' && !override) return toWebRequest(req, origin);
  if (override && !req.is('application/x-www-form-urlencoded'))
    throw new Problem('unsupported_media_type', 'Send application/x-www-form-urlencoded.');
  const converted = await toWebRequest(req, origin);
  const { headers } = converted.request;
  const form = override ? await converted.request.text() : '';
  if (override) for (const name of ['content-type', 'content-length', ...OVERRIDE_HEADERS]) headers.delete(name);
  const [path = '', search = ''] = splitUrl(req.originalUrl);
  const sent = [search, form].filter(Boolean).join('&');
  const { query, text } = capReadQuery(sent, await findSender(payload, sent, headers));
  await count(query);
  return { ...converted, request: new globalThis.Request(`${origin}${path}?${text}`, { headers }) };
}

/** Authenticates the sender of a long query. A short query is allowed to anybody, so its sender is not authenticated. */
const findSender = async (payload: Payload, query: string, headers: Headers): Promise<QuerySender> =>
  query.length > MAX_QUERY_LENGTHS.anybody && (await isFromStaff(payload, headers)) ? 'staff' : 'anybody';

function splitUrl(url: string): [string, string] {
  const queryStart = url.indexOf('?');
  return queryStart === -1 ? [url, ''] : [url.slice(0, queryStart), url.slice(queryStart + 1)];
}

/** The route's name for logs and metrics: `/api/bookings/0199…` becomes `/api/bookings`. */
function toRouteName(payload: Payload, path: string): string {
  const [, , first = '', second = ''] = path.split('/');
  if (first === 'globals') return isGlobal(payload, first, second) ? `/api/globals/${second}` : '/api/globals';
  if (first in payload.collections) return `/api/${first}`;
  return first === 'v1' ? '/api/v1' : '/api';
}

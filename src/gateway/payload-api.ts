import type { Express, Request, Response } from 'express';
import type { DocumentNode } from 'graphql';
import { handleEndpoints, type Payload } from 'payload';
import { assertDatabaseAnswers } from '../database/assert-answers.ts';
import { graphqlHandler } from '../graphql/handler.ts';
import { Problem } from '../problem.ts';
import { arrivalOf } from './arrival.ts';
import { hasCredentials } from './authenticate.ts';
import { discardBody } from './discard-body.ts';
import { countGenerally } from './general-limit.ts';
import { PROBLEM_JSON } from './problem-document.ts';
import { graphqlWeight, queryWeight } from './query-weight.ts';
import { countRequest, SIGN_IN_LIMIT } from './rate-limit.ts';
import { capRead } from './read-caps.ts';
import { asVisitor } from './request-address.ts';
import { sendWebResponse } from './send-web-response.ts';
import { type WebRequest, webRequest } from './web-request.ts';

/** Routes that take a password or a token, or send an e-mail. Payload matches them in any case of letters. */
const SIGN_IN = /^\/api\/[^/]+\/(?:login|forgot-password|reset-password|unlock|first-register|verify\/[^/]+)\/?$/i;

/** Either of them makes Payload take a POST for a GET. */
const OVERRIDES = ['x-payload-http-method-override', 'x-http-method-override'];

/** By which callers are refused whom Payload does not know. */
const REFUSED = new Set([401, 403]);

type Options = { publicUrl: string };

/** Payload's REST API and GraphQL below `/api`, with the caps that Payload itself does not have. */
export function mountPayloadApi(app: Express, payload: Payload, { publicUrl }: Options): void {
  const { origin } = new URL(publicUrl);
  const graphql = graphqlHandler(payload.config);

  app.all('/api/graphql', async (req: Request, res: Response) => {
    res.locals.route = '/api/graphql';
    const arrival = arrivalOf(req);
    res.set(await countGenerally(payload, arrival));
    if (req.method !== 'POST') throw new Problem('method_not_allowed', undefined, { headers: { Allow: 'POST' } });
    const whenNobody = async () => {
      if (hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
    };
    const count = async (document: DocumentNode, variables: unknown) => {
      const more = graphqlWeight(document, variables) - 1;
      if (more > 0) res.set(await countGenerally(payload, arrival, more));
    };
    await answer(req, res, await webRequest(req, origin), (request) => graphql(request, { whenNobody, count }));
  });

  app.all('/api/{*path}', async (req: Request, res: Response) => {
    res.locals.route = routeOf(payload, req.path);
    const arrival = arrivalOf(req);
    res.set(
      SIGN_IN.test(req.path)
        ? await countRequest(payload, 'sign-in', SIGN_IN_LIMIT, arrival.ip)
        : await countGenerally(payload, arrival),
    );
    assertAnswerable(payload, req.path);
    const converted = await readRequest(req, origin, async (query) => {
      const more = queryWeight(query) - 1;
      if (more > 0) res.set(await countGenerally(payload, arrival, more));
    });
    // The endpoints below `/api/v1` need not count it again.
    const visitor = { ip: arrival.ip, unlimited: true };
    await answer(req, res, converted, async (request) => {
      const response = await asVisitor(visitor, () => handleEndpoints({ config: payload.config, request }));
      if (REFUSED.has(response.status) && hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
      return response;
    });
  });
}

/**
 * Refuses what Payload would take for something else.
 * @throws Problem `not_found`
 */
function assertAnswerable(payload: Payload, path: string): void {
  const [, , first = '', second = ''] = path.split('/');
  // Payload does not look whether it keeps versions before it asks for them.
  const known = payload.config.collections.find(({ slug }) => slug === first);
  if (second === 'versions' && known && !known.versions) throw new Problem('not_found');
  // Payload drops the word `globals`, and answers to the rest of the path when there is no such global.
  if (first.startsWith('globals') && !isGlobal(payload, first, second)) throw new Problem('not_found');
}

const isGlobal = (payload: Payload, first: string, second: string): boolean =>
  first === 'globals' && payload.globals.config.some(({ slug }) => slug === second);

async function answer(
  req: Request,
  res: Response,
  { request, refusal }: WebRequest,
  handle: (request: globalThis.Request) => Promise<globalThis.Response>,
) {
  const response = await handle(request);
  const problem = refusal();
  if (problem) throw problem;
  if (response.status === 503 && response.headers.get('content-type') !== PROBLEM_JSON)
    throw new Problem('unavailable');
  if (response.status >= 400) discardBody(req);
  if (!response.headers.has('cache-control')) res.set('Cache-Control', 'no-store');
  await sendWebResponse(res, response);
}

/**
 * Reads are counted by their query and have their `limit` and `depth` cut, also those that the admin UI sends as POST, in a form, because of their long queries.
 * Payload takes JSON for these too, and puts parts of it into the query as they are.
 */
async function readRequest(req: Request, origin: string, count: (query: string) => Promise<void>): Promise<WebRequest> {
  const override = req.method === 'POST' && OVERRIDES.some((name) => req.get(name) === 'GET');
  if (req.method !== 'GET' && req.method !== 'HEAD' && !override) return webRequest(req, origin);
  const allowance = hasCredentials(req.headers) ? 'signed in' : 'anybody';
  const [path = '', search = ''] = splitOnce(req.originalUrl);
  if (!override) {
    const query = capRead(search, allowance);
    await count(query);
    return webRequest(req, origin, `${path}?${query}`);
  }
  if (!req.is('application/x-www-form-urlencoded')) throw new Problem('unsupported_media_type', 'Send a form.');
  const sent = await webRequest(req, origin);
  const body = await sent.request.text();
  const { headers } = sent.request;
  for (const name of ['content-type', 'content-length', ...OVERRIDES]) headers.delete(name);
  const query = capRead([search, body].filter(Boolean).join('&'), allowance);
  await count(query);
  return { ...sent, request: new globalThis.Request(`${origin}${path}?${query}`, { headers }) };
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** `/api/bookings/0199…` is counted as `/api/bookings`. */
function routeOf(payload: Payload, path: string): string {
  const [, , first = '', second = ''] = path.split('/');
  if (first === 'globals') return isGlobal(payload, first, second) ? `/api/globals/${second}` : '/api/globals';
  if (first in payload.collections) return `/api/${first}`;
  return first === 'v1' ? '/api/v1' : '/api';
}

import type { Express, NextFunction, Request, Response } from 'express';
import { handleEndpoints, type Payload } from 'payload';
import { assertDatabaseAnswers } from '../database/assert-answers.ts';
import { graphqlHandler } from '../graphql/handler.ts';
import { Problem } from '../problem.ts';
import { hasCredentials } from './authenticate.ts';
import { clientAddress } from './client-address.ts';
import { discardBody } from './discard-body.ts';
import { PROBLEM_JSON } from './problem-document.ts';
import { countRequest, GENERAL_LIMIT, SIGN_IN_LIMIT } from './rate-limit.ts';
import { capRead } from './read-caps.ts';
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
    res.set(await countRequest(payload, 'general', GENERAL_LIMIT, clientAddress(req)));
    if (req.method !== 'POST') throw new Problem('method_not_allowed', undefined, { headers: { Allow: 'POST' } });
    const whenNobody = async () => {
      if (hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
    };
    await answer(req, res, await webRequest(req, origin), (request) => graphql(request, whenNobody));
  });

  app.all('/api/:collection/versions{/*path}', (req: Request, _res: Response, next: NextFunction) => {
    const known = payload.config.collections.find(({ slug }) => slug === req.params.collection);
    // Payload does not look whether it keeps any before it asks for them.
    if (known && !known.versions) throw new Problem('not_found');
    next();
  });

  app.all('/api/{*path}', async (req: Request, res: Response) => {
    res.locals.route = routeOf(payload, req.path);
    const [name, limit] = SIGN_IN.test(req.path)
      ? (['sign-in', SIGN_IN_LIMIT] as const)
      : (['general', GENERAL_LIMIT] as const);
    res.set(await countRequest(payload, name, limit, clientAddress(req)));
    const converted = await readRequest(req, origin);
    await answer(req, res, converted, async (request) => {
      const response = await handleEndpoints({ config: payload.config, request });
      if (REFUSED.has(response.status) && hasCredentials(req.headers)) await assertDatabaseAnswers(payload);
      return response;
    });
  });
}

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
 * Reads have their `limit` and `depth` cut, also those that the admin UI sends as POST, in a form, because of their long queries.
 * Payload takes JSON for these too, and puts parts of it into the query as they are.
 */
async function readRequest(req: Request, origin: string): Promise<WebRequest> {
  const override = req.method === 'POST' && OVERRIDES.some((name) => req.get(name) === 'GET');
  if (req.method !== 'GET' && req.method !== 'HEAD' && !override) return webRequest(req, origin);
  const [path = '', search = ''] = splitOnce(req.originalUrl);
  if (!override) return webRequest(req, origin, `${path}?${capRead(search)}`);
  if (!req.is('application/x-www-form-urlencoded')) throw new Problem('unsupported_media_type', 'Send a form.');
  const sent = await webRequest(req, origin);
  const body = await sent.request.text();
  const { headers } = sent.request;
  for (const name of ['content-type', 'content-length', ...OVERRIDES]) headers.delete(name);
  const query = capRead([search, body].filter(Boolean).join('&'));
  return { ...sent, request: new globalThis.Request(`${origin}${path}?${query}`, { headers }) };
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** `/api/bookings/0199…` is counted as `/api/bookings`. */
function routeOf(payload: Payload, path: string): string {
  const [, , first = '', second = ''] = path.split('/');
  if (first === 'globals')
    return payload.globals.config.some(({ slug }) => slug === second) ? `/api/globals/${second}` : '/api/globals';
  if (first in payload.collections) return `/api/${first}`;
  return first === 'v1' ? '/api/v1' : '/api';
}

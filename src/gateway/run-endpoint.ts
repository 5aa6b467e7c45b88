import { Readable } from 'node:stream';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import type { Problem } from '../problem.ts';
import type { Credentials } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { assertReply } from './check-reply.ts';
import type { Context, Endpoint, Reply } from './endpoint.ts';
import { idempotencyKey } from './idempotency.ts';
import { namesEtag } from './if-none-match.ts';
import { parseForm } from './parse-form.ts';
import { parseJson } from './parse-json.ts';
import { parseQuery } from './parse-query.ts';
import { problemDocument, problemHeaders } from './problem-document.ts';
import { countRequest, GENERAL_LIMIT } from './rate-limit.ts';
import { type BodySource, JSON_BYTES, refuseByLength } from './read-body.ts';
import { toProblem } from './to-problem.ts';
import { validate } from './validate.ts';

/** A request as either mount hands it in. */
export type Incoming = {
  credentials: Credentials;
  idempotencyKey: string | undefined;
  ifNoneMatch: string | undefined;
  params: Record<string, unknown>;
  /** The query string without its question mark. */
  search: string;
  body: BodySource;
  ip: string;
};

/** What goes back over the wire. */
export type Outgoing = {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | Readable | undefined;
};

/**
 * Runs an endpoint for one request, whatever carried it: limit, caller, input, handler, reply. Never throws: each error
 * becomes a problem document, and what was not foreseen is logged.
 */
export async function runEndpoint(payload: Payload, endpoint: Endpoint, incoming: Incoming): Promise<Outgoing> {
  let limitHeaders: Record<string, string> = {};
  try {
    limitHeaders = await countLimit(payload, endpoint, incoming.ip);
    const reply = await endpoint.handle(await contextOf(payload, endpoint, incoming));
    if (domainOf(payload).checkReplies) assertReply(endpoint, reply);
    return outgoing(reply, limitHeaders);
  } catch (error) {
    const problem = logged(payload, endpoint, error);
    return {
      status: problem.status,
      headers: { ...limitHeaders, ...problemHeaders(problem) },
      body: JSON.stringify(problemDocument(problem)),
    };
  }
}

function countLimit(payload: Payload, { method, path, limit }: Endpoint, ip: string) {
  return limit
    ? countRequest(payload, `${method.toUpperCase()} ${path}`, limit, ip)
    : countRequest(payload, 'general', GENERAL_LIMIT, ip);
}

async function contextOf(payload: Payload, endpoint: Endpoint, incoming: Incoming): Promise<Context> {
  const caller = await authorise(payload, endpoint.callers, incoming.credentials);
  return {
    payload,
    caller,
    params: endpoint.params && validate(endpoint.params, incoming.params),
    query: endpoint.query && validate(endpoint.query, parseQuery(incoming.search)),
    idempotencyKey: endpoint.idempotent ? idempotencyKey(incoming.idempotencyKey) : undefined,
    body: await bodyOf(endpoint, incoming.body),
    ip: incoming.ip,
    holds: (etag) => namesEtag(incoming.ifNoneMatch, etag),
    log: payload.logger,
  };
}

async function bodyOf({ body, form, maxBodyBytes = JSON_BYTES }: Endpoint, source: BodySource): Promise<unknown> {
  if (body && form) return validate(body, await parseForm(source, form.maxFileBytes));
  refuseByLength(source.length, maxBodyBytes);
  return body && validate(body, await parseJson(source, maxBodyBytes));
}

function logged(payload: Payload, endpoint: Endpoint, error: unknown): Problem {
  const problem = toProblem(error);
  const context = { err: problem.cause ?? error, route: endpoint.path };
  if (problem.code === 'internal_error') payload.logger.error(context, 'A request failed.');
  else if (problem.code === 'unavailable') payload.logger.warn(context, 'A request was refused: a dependency is away.');
  return problem;
}

function outgoing({ status, body, type, headers }: Reply, limitHeaders: Record<string, string>): Outgoing {
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable;
  const contentType = raw ? (type ?? 'text/plain; charset=utf-8') : 'application/json; charset=utf-8';
  return {
    status,
    headers: {
      'Cache-Control': 'no-store',
      ...(body === undefined ? {} : { 'Content-Type': contentType }),
      ...limitHeaders,
      ...headers,
    },
    body: body === undefined || raw ? body : JSON.stringify(body),
  };
}

import { Readable } from 'node:stream';
import type { Payload } from 'payload';
import { withCorrelationId } from '../correlation.ts';
import { domainOf } from '../domain.ts';
import type { Problem } from '../problem.ts';
import type { Visitor } from './arrival.ts';
import type { Credentials } from './authenticate.ts';
import { ANONYMOUS, authorise, isPublic } from './authorise.ts';
import { assertReply } from './check-reply.ts';
import type { Context, Endpoint, Reply } from './endpoint.ts';
import { countGenerally, spendGenerally } from './general-limit.ts';
import { idempotencyKey } from './idempotency.ts';
import { ifModified } from './if-modified.ts';
import { namesEtag } from './if-none-match.ts';
import { parseForm } from './parse-form.ts';
import { parseJson } from './parse-json.ts';
import { problemDocument, problemHeaders } from './problem-document.ts';
import { queryOf, rememberedQuery } from './query-of.ts';
import { countRequest } from './rate-limit.ts';
import { type BodySource, JSON_BYTES, readBody, refuseByLength } from './read-body.ts';
import { toProblem } from './to-problem.ts';
import { validate } from './validate.ts';

/** What replies have unless they say otherwise. */
export const NO_STORE = 'no-store';
export const JSON_UTF8 = 'application/json; charset=utf-8';

/** A request as either mount hands it in. */
export type Incoming = {
  credentials: Credentials;
  /** A header by its lower-cased name. */
  header: (name: string) => string | undefined;
  params: Record<string, unknown>;
  /** The query string without its question mark. */
  search: string;
  body: BodySource;
  visitor: Visitor;
  /** Where the request does not run in the scope of it. */
  correlationId?: string | undefined;
};

/** What {@link recallEndpoint} needs of a request. */
type Recalled = Pick<Incoming, 'search' | 'visitor'> & { ifNoneMatch: string | undefined };

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
    limitHeaders = await countLimit(payload, endpoint, incoming.visitor);
    const reply = await endpoint.handle(await contextOf(payload, endpoint, incoming));
    if (domainOf(payload).checkReplies) assertReply(endpoint, reply);
    return ifModified(incoming.header('if-none-match'), outgoing(reply, limitHeaders));
  } catch (error) {
    return refuse(payload, endpoint, error, { limitHeaders, correlationId: incoming.correlationId });
  }
}

type Refused = {
  limitHeaders?: Record<string, string>;
  /** Where the request does not run in the scope of it. */
  correlationId: string | undefined;
};

/** The problem document for what was thrown; what was not foreseen is logged. */
export function refuse(
  payload: Payload,
  endpoint: Endpoint,
  error: unknown,
  { limitHeaders, correlationId }: Refused,
): Outgoing {
  if (correlationId !== undefined) {
    return withCorrelationId(correlationId, () =>
      refuse(payload, endpoint, error, { limitHeaders, correlationId: undefined }),
    );
  }
  const problem = logged(payload, endpoint, error);
  return {
    status: problem.status,
    headers: { ...limitHeaders, ...problemHeaders(problem) },
    body: JSON.stringify(problemDocument(problem)),
  };
}

/**
 * The answer to a request whose like was answered a moment ago, without waiting for anything: each promise on the way costs
 * more than the lookup. Undefined when anything has to be asked or checked first; then {@link runEndpoint} does it all.
 */
export function recallEndpoint(
  payload: Payload,
  endpoint: Endpoint,
  { search, ifNoneMatch, visitor }: Recalled,
): Outgoing | undefined {
  const query = endpoint.recall && rememberedQuery(endpoint, search);
  const reply = query && endpoint.recall?.(payload, query);
  const limitHeaders = reply && spendGenerally(payload, visitor);
  return limitHeaders && ifModified(ifNoneMatch, outgoing(reply, limitHeaders));
}

function countLimit(payload: Payload, { method, path, limit }: Endpoint, visitor: Visitor) {
  const { ip } = visitor;
  const refusal = limit?.own?.refusal(payload, ip);
  if (refusal) throw refusal;
  if (limit === null || limit?.own) return {};
  return limit ? countRequest(payload, `${method.toUpperCase()} ${path}`, limit, ip) : countGenerally(payload, visitor);
}

/** Whatever need not be waited for isn't: each promise costs more than the rest of a small request takes. */
async function contextOf(payload: Payload, endpoint: Endpoint, incoming: Incoming): Promise<Context> {
  const { callers } = endpoint;
  try {
    return {
      payload,
      caller: isPublic(callers) ? ANONYMOUS : await authorise(payload, callers, incoming.credentials),
      params: endpoint.params && validate(endpoint.params, incoming.params),
      query: endpoint.query && queryOf(endpoint, endpoint.query, incoming.search),
      idempotencyKey: endpoint.idempotent ? idempotencyKey(incoming.header('idempotency-key')) : undefined,
      signed: endpoint.signatureHeader === undefined ? undefined : await signedBody(endpoint, incoming),
      body: await bodyOf(endpoint, incoming.body),
      ip: incoming.visitor.ip,
      header: incoming.header,
      holds: (etag) => namesEtag(incoming.header('if-none-match'), etag),
      log: payload.logger,
    };
  } catch (refusal) {
    return refuseInput(payload, endpoint, incoming.visitor.ip, refusal);
  }
}

/** Counts a request that was refused for its input, where the endpoint does that by itself. @throws what refuses it */
export async function refuseInput(payload: Payload, { limit }: Endpoint, ip: string, refusal: unknown): Promise<never> {
  await limit?.own?.countRefused(payload, ip);
  throw refusal;
}

async function bodyOf(endpoint: Endpoint, source: BodySource): Promise<unknown> {
  const { body, form, plainText, maxBodyBytes: cap = JSON_BYTES } = endpoint;
  if (body && form) return validate(body, await parseForm(source, form.maxFileBytes));
  refuseByLength(source.length, cap);
  return body && validate(body, await parseJson(source, { cap, plainText }));
}

async function signedBody({ signatureHeader = '', maxBodyBytes = JSON_BYTES }: Endpoint, { body, header }: Incoming) {
  return { bytes: await readBody(body, maxBodyBytes), signature: header(signatureHeader) };
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
  const contentType = raw ? (type ?? 'text/plain; charset=utf-8') : JSON_UTF8;
  return {
    status,
    headers: {
      'Cache-Control': NO_STORE,
      ...(body === undefined ? {} : { 'Content-Type': contentType }),
      ...limitHeaders,
      ...headers,
    },
    body: body === undefined || raw ? body : JSON.stringify(body),
  };
}

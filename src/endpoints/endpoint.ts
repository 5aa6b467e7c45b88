import type { Readable } from 'node:stream';
import type { Payload, TypedUser } from 'payload';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Role } from '../access/roles.ts';
import type { MaybePromise } from '../lib/maybe-promise.ts';
import type { Problem, ProblemCode } from '../lib/problem.ts';

/** An uploaded file: its bytes, and the file name that the client sent. The name is no proof of the type of the content. */
export type FormFile = { bytes: Buffer; name: string };

const isFormFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);

/** The schema of the file in the body of an endpoint with `form`. */
export const formFile = z
  .custom<FormFile>(isFormFile, 'Send a file')
  .meta({ override: { type: 'string', format: 'binary' } });

/** Who may call an endpoint: everybody, customers, or staff with one of the roles. Admins may call every endpoint for staff. */
export type CallerKind = 'public' | 'customer' | Role;

/** The caller after authentication. */
export type Caller =
  | { kind: 'anonymous'; user: null }
  /** `sessionId` identifies the sign-in for which the access token was issued. */
  | { kind: 'customer'; customerId: string; sessionId?: string | undefined; user: TypedUser }
  | { kind: 'staff'; userId: string; role: Role; user: TypedUser };

/**
 * A limit of `points` requests within `seconds` per client address. An endpoint's own limit counts only the requests to this
 * endpoint.
 */
export type RateLimit = {
  points: number;
  seconds: number;
  /** Whether processes reserve a part of a busy client's limit in advance, so that most requests need no call to Redis. */
  reserveAhead?: boolean;
  /**
   * Set if one request can count several times: the endpoint itself then counts a request once for each event that it contains.
   */
  counter?: RateCounter;
};

/** The counter of an endpoint that counts its requests itself. */
export type RateCounter = {
  /**
   * Returns a `rate_limited` refusal if this process knows that the client has reached its limit, and counts the refusal. Called
   * before the body is read.
   */
  peek: (payload: Payload, ip: string) => Problem | undefined;
  /** Counts a request that was refused because of its input. @throws Problem `rate_limited` at the limit */
  spend: (payload: Payload, ip: string) => Promise<void>;
};

/** The bytes of a body as received, and the value of the header that contains their signature. */
export type SignedBody = { bytes: Buffer; signature: string | undefined };

/** The argument of a handler: the parsed input, the caller, and the few parts of HTTP that handlers need. */
export type Context<P = unknown, Q = unknown, B = unknown> = {
  payload: Payload;
  params: P;
  query: Q;
  body: B;
  /** The unparsed body and its signature; set for an endpoint with `signatureHeader`. */
  signed: SignedBody | undefined;
  caller: Caller;
  /** The client's address, behind the trusted proxies. */
  ip: string;
  log: Logger;
  /** Returns a header of the request by its lower-case name. Call it as a method of the context. */
  header(this: object, name: string): string | undefined;
  /**
   * Whether the caller already has the version with this ETag (`If-None-Match`). The handler then returns a 304. Call it as a
   * method of the context.
   */
  clientHas(this: object, etag: string): boolean;
  /** The `Idempotency-Key` header; undefined if the endpoint does not use it, or the caller did not send it. */
  idempotencyKey: string | undefined;
};

/** The result of a handler. A string, bytes or a stream in `body` are sent unchanged; any other `body` is sent as JSON. */
export type Reply = {
  status: number;
  body?: Readable | unknown;
  /** The media type of a body that is not JSON. */
  type?: string;
  headers?: Record<string, string>;
};

type Method = 'get' | 'post' | 'patch' | 'delete';

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  method: Method;
  /** The path with `/v1` and parameters, as in `/v1/appointments/:bookingId`. */
  path: string;
  summary: string;
  tag: string;
  callers: readonly CallerKind[];
  /** The general limit by default. Null for no limit: for callers who prove their identity and must never be refused. */
  limit?: RateLimit | null;
  /** The name of the header with a signature of the body's bytes. The handler then gets the body unparsed. */
  signatureHeader?: string;
  /** Whether the endpoint uses the header `Idempotency-Key`. */
  idempotent?: boolean;
  /** Maximum size of the body in bytes; 1 MiB by default. */
  maxBodyBytes?: number;
  params?: P;
  query?: Q;
  /** Whether parsed queries are cached, for endpoints with repeated queries. The schema must not depend on the current time. */
  cacheParsedQuery?: boolean;
  body?: B;
  /** Whether JSON is also accepted as `text/plain`. Browsers' `sendBeacon` sends this type, which needs no CORS preflight. */
  plainText?: boolean;
  /**
   * Whether NUL characters are removed from texts in the body. If not set, a text with NUL is refused. Set it for data that no
   * person can correct.
   */
  dropNul?: boolean;
  /**
   * Set if the body is not JSON but a form, with at most one file of up to `maxFileBytes`. The schema in `body` then uses
   * `formFile`.
   */
  form?: { maxFileBytes: number };
  /** The schema of the body for each success status; null if there is no body. */
  replies: Record<number, z.ZodType | null>;
  /** The media type of replies that are not JSON, for the documentation. */
  replyType?: string;
  /** Further problem codes, for the documentation. If they include `invalid_cursor`, a malformed cursor gets that code. */
  problems?: readonly ProblemCode[];
  handle: (context: Context<z.output<P>, z.output<Q>, z.output<B>>) => MaybePromise<Reply>;
};

/** An endpoint as a value, from which routes, Payload endpoints, OpenAPI and the test inventory are built. */
export type Endpoint = Omit<Definition<z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  handle: (context: Context) => MaybePromise<Reply>;
};

/** Defines an endpoint; the types of the handler's input are inferred from its schemas. */
export function defineEndpoint<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(definition: Definition<P, Q, B>): Endpoint {
  return definition as unknown as Endpoint;
}

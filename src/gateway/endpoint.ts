import type { Readable } from 'node:stream';
import type { Payload, TypedUser } from 'payload';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Role } from '../access/roles.ts';
import type { Problem, ProblemCode } from '../problem.ts';

/** Who may call: the public, customers, or staff with one of the roles (admins may always do what staff may). */
export type CallerKind = 'public' | 'customer' | Role;

/** Who calls, after authentication. */
export type Caller =
  | { kind: 'anonymous'; user: null }
  /** `sessionId` is the sign-in that their token comes from. */
  | { kind: 'customer'; customerId: string; sessionId?: string | undefined; user: TypedUser }
  | { kind: 'staff'; userId: string; role: Role; user: TypedUser };

/** A limit of `points` requests in `seconds`, counted per client address and endpoint. */
export type RateLimit = {
  points: number;
  seconds: number;
  /** Processes hold points of busy clients ahead, so that most requests are counted without asking Redis. */
  heldAhead?: boolean;
  /** The endpoint counts it by itself, because a request of it counts for as many as it holds. */
  own?: OwnCount;
};

/** What the gateway asks of an endpoint that counts its requests by itself. */
export type OwnCount = {
  /** Whether the client is known to be at its limit, before anything of a request is read. */
  isReached: (payload: Payload, ip: string) => boolean;
  /** `rate_limited` then. It counts as a refusal. */
  refusal: (payload: Payload, ip: string) => Problem | undefined;
  /** Counts a request that was refused for its input. @throws Problem `rate_limited` */
  countRefused: (payload: Payload, ip: string) => Promise<void>;
};

/** A body as it came, byte for byte, with the header that signs it. */
export type SignedBody = { bytes: Buffer; signature: string | undefined };

/** What a handler gets: parsed input, the caller, and nothing of HTTP that it does not need. */
export type Context<P = unknown, Q = unknown, B = unknown> = {
  payload: Payload;
  params: P;
  query: Q;
  body: B;
  /** The body of an endpoint with `signatureHeader`. */
  signed: SignedBody | undefined;
  caller: Caller;
  /** The client's address, proxies that are not trusted taken out. */
  ip: string;
  log: Logger;
  /** A header of the request by its lower-cased name. */
  header: (name: string) => string | undefined;
  /** Whether the caller has this version already (`If-None-Match`): the answer is 304 then. */
  holds: (etag: string) => boolean;
  /** The `Idempotency-Key` header, when the endpoint honours it and the caller sent one. */
  idempotencyKey: string | undefined;
};

/** JSON goes out for a plain `body`; a string, bytes or a stream with a `type` go out as they are. */
export type Reply = {
  status: number;
  body?: Readable | unknown;
  /** The media type of a body that is not JSON. */
  type?: string;
  headers?: Record<string, string>;
};

/** What an endpoint gets that answers by a call instead of a promise, once, and the calls: methods, so not to be taken off it. */
export type DirectContext<B = unknown> = Pick<Context<unknown, unknown, B>, 'payload' | 'body' | 'ip' | 'header'> & {
  reply: (reply: Reply) => void;
  refuse: (error: unknown) => void;
};

type Method = 'get' | 'post' | 'patch' | 'delete';

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  method: Method;
  /** With the `/v1` and Express parameters, as in `/v1/appointments/:bookingId`. */
  path: string;
  summary: string;
  tag: string;
  callers: readonly CallerKind[];
  /** The general one unless told; null for none: its callers prove themselves and are not to be turned away. */
  limit?: RateLimit | null;
  /** Takes the body unparsed, because the header of this name signs its bytes. */
  signatureHeader?: string;
  /** Honours `Idempotency-Key`. */
  idempotent?: boolean;
  /** Cap of the body in bytes; 1 MiB unless told. */
  maxBodyBytes?: number;
  params?: P;
  query?: Q;
  /** The same queries come again and again: what they were parsed to is remembered. For schemas that know no clock. */
  repeats?: boolean;
  body?: B;
  /**
   * Nothing that its handler does carries the correlation id (no event, no job, no log line), so it runs without the scope for
   * it: one slows every promise down.
   */
  unscoped?: boolean;
  /** Takes JSON as `text/plain` too: browsers' `sendBeacon` sends it so, and need not ask for leave first (CORS). */
  plainText?: boolean;
  /** The body is a form with at most one file of so many bytes, not JSON; `body` has `formFile` where the file is. */
  form?: { maxFileBytes: number };
  /** Schema of each success status; null for no body. */
  replies: Record<number, z.ZodType | null>;
  /** The media type of the replies when it is not JSON, for the documentation. */
  replyType?: string;
  /** The codes that this endpoint may answer besides the general ones: for the documentation. */
  problems?: readonly ProblemCode[];
  handle: (context: Context<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply>;
  /** What `handle` would answer, when this process has it at hand; for public endpoints whose queries repeat. */
  recall?: (payload: Payload, query: z.output<Q>) => Reply | undefined;
};

/** An endpoint as a value: Express routes, Payload endpoints, OpenAPI and the test inventory are made of it. */
export type Endpoint = Omit<Definition<z.ZodType, z.ZodType, z.ZodType>, 'handle' | 'recall'> & {
  /** What `handle` does, without a promise. It throws nothing. */
  direct?: (context: DirectContext) => void;
  handle: (context: Context) => Promise<Reply>;
  recall?: (payload: Payload, query: unknown) => Reply | undefined;
};

/** Defines an endpoint; the types of the handler's input come from its schemas. */
export function endpoint<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(definition: Definition<P, Q, B>): Endpoint {
  return definition as unknown as Endpoint;
}

/** What a direct request takes no notice of, it must not have. */
type DirectDefinition<B extends z.ZodType> = Pick<
  Definition<z.ZodType, z.ZodType, B>,
  'method' | 'path' | 'summary' | 'tag' | 'maxBodyBytes' | 'body' | 'plainText' | 'replies' | 'problems'
> & {
  callers: readonly ['public'];
  limit: RateLimit & { own: OwnCount };
  unscoped: true;
  direct: (context: DirectContext<z.output<B>>) => void;
};

/** Defines a public endpoint that is asked tens of thousands of times a second: its handler calls back. */
export function directEndpoint<B extends z.ZodType>(definition: DirectDefinition<B>): Endpoint {
  const direct = definition.direct as NonNullable<Endpoint['direct']>;
  const handle = ({ payload, body, ip, header }: Context) =>
    new Promise<Reply>((reply, refuse) => direct({ payload, body, ip, header, reply, refuse }));
  return { ...definition, direct, handle };
}

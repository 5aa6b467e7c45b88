import type { Readable } from 'node:stream';
import type { Payload } from 'payload';
import type { Logger } from 'pino';
import type { Caller, Context, Endpoint, Reply, SignedBody } from '../endpoints/endpoint.ts';
import type { RequestClient } from '../lib/client-address.ts';
import type { MaybePromise } from '../lib/maybe-promise.ts';
import { ANONYMOUS } from './authenticate.ts';
import { matchesEtag } from './replies.ts';

/** The parts of a request that depend on the server that received it. */
export interface Source {
  /** Returns a header by its lower-case name. */
  header(name: string): string | undefined;
  /**
   * Reads the whole body. @throws (or rejects with) Problem `payload_too_large` for more than `maxBytes` bytes, or
   * `malformed_json` if the client disconnects before the end
   */
  read(maxBytes: number): MaybePromise<Buffer>;
  /** The body while it arrives, for forms. */
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** An endpoint, and the parameters in the path of a request to it. */
export type Match = { endpoint: Endpoint; params: Readonly<Record<string, unknown>> };

/** The response to send. */
export type Outgoing = {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | Readable | undefined;
};

/**
 * One request to one endpoint. The steps (src/gateway/steps.ts) fill it in, and the handler gets it as its context. Each adapter
 * has a class of its own, so that a request needs no other object and no closure.
 */
export abstract class Exchange implements Source, Context {
  readonly payload: Payload;
  readonly endpoint: Endpoint;
  readonly client: RequestClient;
  /** The parameters in the path, and the query string without its question mark, as they were sent. */
  readonly sent: { params: Match['params']; search: string };

  /** The index of the next step. */
  at = 0;
  /** The headers of the rate limit against which the request was counted. */
  limitHeaders: Readonly<Record<string, string>> = {};
  caller: Caller = ANONYMOUS;
  params: unknown;
  query: unknown;
  idempotencyKey: string | undefined;
  signed: SignedBody | undefined;
  body: unknown;
  reply: Reply | undefined;

  constructor(payload: Payload, { endpoint, params }: Match, client: RequestClient, search: string) {
    this.payload = payload;
    this.endpoint = endpoint;
    this.client = client;
    this.sent = { params, search };
  }

  abstract header(name: string): string | undefined;
  abstract read(maxBytes: number): MaybePromise<Buffer>;
  abstract chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Sends the response. The steps call it exactly once; it must not throw. */
  abstract finish(outgoing: Outgoing): void;

  get ip(): string {
    return this.client.ip;
  }

  get log(): Logger {
    return this.payload.logger;
  }

  clientHas(etag: string): boolean {
    return matchesEtag(this.header('if-none-match'), etag);
  }
}

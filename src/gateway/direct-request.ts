import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { assertReply } from './check-reply.ts';
import type { DirectContext, Endpoint, Reply } from './endpoint.ts';
import type { HeaderList } from './fixed-headers.ts';
import { send, sendJson } from './node-request.ts';
import { jsonOf } from './parse-json.ts';
import { JSON_BYTES } from './read-body.ts';
import { refuse, refuseInput } from './run-endpoint.ts';
import { validate } from './validate.ts';

/** What `fetch` is told to send, and what `sendBeacon` sends by itself. */
const JSON_TYPE = 'application/json';
const BEACON_TYPE = 'text/plain;charset=UTF-8';

/**
 * Whether this is a request as nearly all are, which {@link DirectRequest} can answer: with a body of a known length within the
 * cap, from a client that is not known to be at its limit.
 */
export function isDirect(payload: Payload, endpoint: Endpoint, { headers }: IncomingMessage, ip: string): boolean {
  if (!endpoint.direct || headers['content-encoding'] !== undefined) return false;
  const type = headers['content-type'];
  if (type !== JSON_TYPE && !(endpoint.plainText && type === BEACON_TYPE)) return false;
  const length = Number(headers['content-length'] ?? 0);
  const { maxBodyBytes = JSON_BYTES, limit } = endpoint;
  return length > 0 && length <= maxBodyBytes && limit?.own?.isReached(payload, ip) !== true;
}

type Asked = {
  payload: Payload;
  endpoint: Endpoint;
  req: IncomingMessage;
  res: ServerResponse;
  ip: string;
  correlationId: string;
  /** Headers that its answer has in any case. */
  common: HeaderList;
};

/**
 * A request to an endpoint with `direct`, answered as `runEndpoint` would, but without a promise unless it is refused: the
 * dozen that one takes otherwise cost more than all it asks for (docs/decisions/0042).
 */
export class DirectRequest implements DirectContext {
  readonly payload: Payload;
  readonly ip: string;
  body: unknown;
  readonly #asked: Asked;
  readonly #chunks: Buffer[] = [];
  #missing: number;

  constructor(asked: Asked) {
    this.payload = asked.payload;
    this.ip = asked.ip;
    this.#asked = asked;
    this.#missing = Number(asked.req.headers['content-length']);
  }

  header(name: string): string | undefined {
    return this.#asked.req.headers[name] as string | undefined;
  }

  /** Reads the body and has the endpoint answer. A client that goes away in the middle of it gets none. */
  run(): void {
    this.#asked.req.on('data', (chunk: Buffer) => this.#collect(chunk));
  }

  reply(reply: Reply): void {
    const { endpoint, payload, res, common } = this.#asked;
    try {
      if (domainOf(payload).checkReplies) assertReply(endpoint, reply);
      sendJson(res, reply, common);
    } catch (error) {
      if (res.headersSent) this.#fail(error);
      else this.refuse(error);
    }
  }

  refuse(error: unknown): void {
    const { payload, endpoint, req, res, correlationId, common } = this.#asked;
    try {
      const problem = refuse(payload, endpoint, error, { correlationId });
      send(req, res, problem, common).catch((err: unknown) => this.#fail(err));
    } catch (err) {
      this.#fail(err);
    }
  }

  #collect(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missing -= chunk.length;
    if (this.#missing === 0) this.#answer(this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks));
  }

  #answer(bytes: Buffer): void {
    const { endpoint, payload, ip } = this.#asked;
    try {
      this.body = endpoint.body && validate(endpoint.body, jsonOf(bytes));
    } catch (error) {
      refuseInput(payload, endpoint, ip, error).catch((refusal: unknown) => this.refuse(refusal));
      return;
    }
    this.#handle();
  }

  #handle(): void {
    try {
      this.#asked.endpoint.direct?.(this);
    } catch (error) {
      this.refuse(error);
    }
  }

  #fail(err: unknown): void {
    const { payload, endpoint, res, correlationId } = this.#asked;
    payload.logger.error({ err, route: endpoint.path, correlationId }, 'An answer could not be sent.');
    res.destroy();
  }
}

import { isPromiseLike, type MaybePromise } from '../lib/maybe-promise.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { ANONYMOUS, authorise, isPublic, readCredentials } from './authenticate.ts';
import type { Exchange, Outgoing } from './exchange.ts';
import { parseForm } from './parse-form.ts';
import { assertJsonType, parseIdempotencyKey, parseInput, parseJsonBytes } from './parse-input.ts';
import { toRefusal } from './problems.ts';
import { countGeneralRequest, countRequest, spendGeneralPoint } from './rate-limit.ts';
import { MAX_JSON_BYTES, refuseByLength } from './read-body.ts';
import { readQuery } from './read-query.ts';
import { assertReply, toConditionalReply, toOutgoing } from './replies.ts';

/**
 * A step of a request: `start` returns a value, or a promise if it has to wait; `done` gets the value. An exception or a
 * rejection refuses the request.
 */
type Step = {
  start: (exchange: Exchange) => MaybePromise<unknown>;
  done: (exchange: Exchange, value: unknown) => void;
};

const defineStep = <T>(start: (exchange: Exchange) => MaybePromise<T>, done: (exchange: Exchange, value: T) => void) =>
  ({ start, done }) as Step;

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** Counts the request against the limit of its endpoint, or against the general limit. */
const countTowardsLimit = defineStep(
  ({ payload, endpoint: { method, path, limit }, client }) => {
    const refusal = limit?.counter?.peek(payload, client.ip);
    if (refusal) throw refusal;
    if (limit === null || limit?.counter) return NO_HEADERS;
    return limit
      ? countRequest(payload, `${method.toUpperCase()} ${path}`, limit, client.ip)
      : (spendGeneralPoint(payload, client) ?? countGeneralRequest(payload, client));
  },
  (exchange, headers) => {
    exchange.limitHeaders = headers;
  },
);

const identifyCaller = defineStep(
  (exchange) => {
    const { payload, endpoint } = exchange;
    return isPublic(endpoint.callers) ? ANONYMOUS : authorise(payload, endpoint.callers, readCredentials(exchange));
  },
  (exchange, caller) => {
    exchange.caller = caller;
  },
);

const readParameters = defineStep(
  (exchange) => {
    const { endpoint, sent } = exchange;
    if (endpoint.params) exchange.params = parseInput(endpoint.params, sent.params);
    if (endpoint.query) exchange.query = readQuery(endpoint, endpoint.query, sent.search);
    if (endpoint.idempotent) exchange.idempotencyKey = parseIdempotencyKey(exchange.header('idempotency-key'));
  },
  () => {},
);

/** Reads the body of a request: signed bytes, JSON, or a form. */
const readBody = defineStep<Buffer | Record<string, unknown> | undefined>(
  (exchange) => {
    const { body, form, plainText, signatureHeader, maxBodyBytes = MAX_JSON_BYTES } = exchange.endpoint;
    if (body && form) return parseForm(exchange, form.maxFileBytes);
    refuseByLength(exchange, maxBodyBytes);
    if (!body && signatureHeader === undefined) return undefined;
    if (body && announcesBody(exchange)) assertJsonType(exchange, plainText);
    return exchange.read(maxBodyBytes);
  },
  (exchange, value) => {
    const { body, plainText, dropNul, signatureHeader } = exchange.endpoint;
    if (signatureHeader !== undefined && Buffer.isBuffer(value)) {
      exchange.signed = { bytes: value, signature: exchange.header(signatureHeader) };
    } else if (body && Buffer.isBuffer(value)) {
      if (value.length > 0 && !announcesBody(exchange)) assertJsonType(exchange, plainText);
      exchange.body = parseInput(body, value.length > 0 ? parseJsonBytes(value, dropNul) : undefined);
    } else if (body) {
      exchange.body = parseInput(body, value);
    }
  },
);

/** Whether the headers of a request say that it has a body. A chunked body without a type is noticed only when it is read. */
const announcesBody = (exchange: Exchange): boolean =>
  exchange.header('content-type') !== undefined || Number(exchange.header('content-length') ?? 0) > 0;

const handle = defineStep(
  (exchange) => exchange.endpoint.handle(exchange),
  (exchange, reply) => {
    exchange.reply = reply;
  },
);

/** The steps of every request to an endpoint, in their order. */
const STEPS: readonly Step[] = [countTowardsLimit, identifyCaller, readParameters, readBody, handle];

/** The steps whose refusals count as a request to an endpoint that counts its own requests. */
const INPUT_STEPS: ReadonlySet<Step | undefined> = new Set([identifyCaller, readParameters, readBody]);

/**
 * Takes a request through the remaining steps, and finishes it. A promise is awaited only if a step returns one, because each
 * promise costs more than most steps. The function never throws: every error becomes a problem document, and unexpected errors
 * are logged.
 */
export function advance(exchange: Exchange): void {
  let outgoing: Outgoing;
  try {
    for (let step = STEPS[exchange.at]; step !== undefined; step = STEPS[exchange.at]) {
      exchange.at += 1;
      const value = step.start(exchange);
      if (isPromiseLike(value)) {
        resume(exchange, step, value);
        return;
      }
      step.done(exchange, value);
    }
    outgoing = toAnswer(exchange);
  } catch (error) {
    refuse(exchange, error);
    return;
  }
  exchange.finish(outgoing);
}

function resume(exchange: Exchange, step: Step, pending: PromiseLike<unknown>): void {
  pending.then(
    (value) => {
      try {
        step.done(exchange, value);
      } catch (error) {
        refuse(exchange, error);
        return;
      }
      advance(exchange);
    },
    (error: unknown) => refuse(exchange, error),
  );
}

function toAnswer(exchange: Exchange): Outgoing {
  const { payload, endpoint, reply, limitHeaders } = exchange;
  if (!reply) throw new Error('The handler returned no reply.');
  if (runtimeOf(payload).checkReplies) assertReply(endpoint, reply);
  return toConditionalReply(exchange.header('if-none-match'), toOutgoing(reply, limitHeaders));
}

/**
 * Finishes a request with a problem document. If the endpoint counts its own requests and this request does not reach its
 * handler, the request is counted first; at the limit, it is then refused for the limit.
 */
function refuse(exchange: Exchange, error: unknown): void {
  const { payload, endpoint, ip } = exchange;
  const counter = INPUT_STEPS.has(STEPS[exchange.at - 1]) ? endpoint.limit?.counter : undefined;
  if (!counter) {
    exchange.finish(toRefusal(exchange, error));
    return;
  }
  counter.spend(payload, ip).then(
    () => exchange.finish(toRefusal(exchange, error)),
    (reason: unknown) => exchange.finish(toRefusal(exchange, reason)),
  );
}

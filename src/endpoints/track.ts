import type { Payload } from 'payload';
import { z } from 'zod';
import { domainOf } from '../domain.ts';
import { limitKey, truncatedAddress } from '../gateway/client-address.ts';
import {
  type DirectContext,
  directEndpoint,
  type Endpoint,
  type OwnCount,
  type RateLimit,
  type Reply,
} from '../gateway/endpoint.ts';
import { limitHeaders, limitReached, pointsOf } from '../gateway/limit-headers.ts';
import { isProblem } from '../problem.ts';
import { Ingest, type LimitState } from '../services/analytics/ingest/ingest.ts';
import { type SentEvent, sentBatch, sentEvent } from '../services/analytics/ingest/sent-event.ts';
import { hasOptedOut, isProgram, type Visitor } from '../services/analytics/ingest/visitor.ts';
import { verifyAccessToken } from '../services/identity/access-token.ts';
import { bearerToken } from '../services/identity/bearer-strategy.ts';

/** The cap of analytics bodies (api.md): 64 KiB. */
const MAX_BODY_BYTES = 65_536;

const NAME = 'analytics';

const LIMIT: RateLimit & { own: OwnCount } = {
  points: 100,
  seconds: 60,
  own: {
    isReached: (payload, ip) => ingestOf(payload).exhausted(limitKey(ip)) !== undefined,
    refusal: (payload, ip) => {
      const state = ingestOf(payload).exhausted(limitKey(ip));
      return state && reached(payload, state);
    },
    countRefused: async (payload, ip) => {
      // Where nothing can be counted the refusal itself is what the client should read.
      const state = await ingestOf(payload)
        .countRefused(limitKey(ip))
        .catch((error: unknown) => {
          if (isProblem(error) && error.code === 'unavailable') return undefined;
          throw error;
        });
      if (state?.limited) throw reached(payload, state);
    },
  },
};

const instances = new WeakMap<Payload, Ingest>();

function ingestOf(payload: Payload): Ingest {
  let ingest = instances.get(payload);
  if (!ingest) {
    ingest = new Ingest(payload, { points: pointsOf(payload, LIMIT), seconds: LIMIT.seconds });
    instances.set(payload, ingest);
  }
  return ingest;
}

const reached = (payload: Payload, state: LimitState) =>
  limitReached(NAME, pointsOf(payload, LIMIT), LIMIT.seconds, state);

function take(context: DirectContext, events: readonly SentEvent[]): void {
  const { payload, ip } = context;
  ingestOf(payload).take(limitKey(ip), visitorOf(context), events, (outcome) => {
    if (isProblem(outcome)) context.refuse(outcome);
    else if (outcome.limited) context.refuse(reached(payload, outcome));
    else context.reply(accepted(payload, events.length, outcome));
  });
}

const accepted = (payload: Payload, count: number, state: LimitState): Reply => ({
  status: 202,
  body: { accepted: count },
  headers: limitHeaders(NAME, pointsOf(payload, LIMIT), LIMIT.seconds, state),
});

function visitorOf(context: DirectContext): Visitor {
  const network = truncatedAddress(context.ip);
  return {
    userId: customerOf(context.payload, context.header('authorization')),
    ipPrefix: `${network}/${network.includes(':') ? 48 : 24}`,
    isBot: isProgram(context.header('user-agent')),
    optedOut: hasOptedOut(context),
  };
}

/** The customer whose token was sent along; a token that is no good is no reason to lose an event. */
function customerOf(payload: Payload, authorization: string | undefined): string | null {
  const token = authorization === undefined ? undefined : bearerToken(authorization);
  if (token === undefined) return null;
  const verified = verifyAccessToken(domainOf(payload).customerTokenSecret, token);
  return verified.outcome === 'valid' ? verified.customerId : null;
}

const common = {
  method: 'post',
  tag: 'Analytics',
  callers: ['public'],
  limit: LIMIT,
  maxBodyBytes: MAX_BODY_BYTES,
  plainText: true,
  unscoped: true,
  replies: { 202: z.strictObject({ accepted: z.number().int() }) },
} as const;

/** Where the website sends what its visitors do (api.md §8). */
export const trackEndpoints: Endpoint[] = [
  directEndpoint({
    ...common,
    path: '/v1/analytics/track',
    summary: 'One event; accepted once it is where no crash loses it',
    body: sentEvent,
    direct: (context) => take(context, [context.body]),
  }),
  directEndpoint({
    ...common,
    path: '/v1/analytics/batch',
    summary: 'Up to 50 events, all of which are accepted or none',
    body: sentBatch,
    direct: (context) => take(context, context.body.events),
  }),
];

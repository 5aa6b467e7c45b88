import type { Payload } from 'payload';
import { z } from 'zod';
import { parseBearerToken, verifyAccessToken } from '../../access/customer-token.ts';
import { toLimitKey, truncateAddress } from '../../lib/client-address.ts';
import { buildLimitHeaders, createLimitProblem, scaleLimit } from '../../lib/http.ts';
import { isProblem } from '../../lib/problem.ts';
import { oncePerPayload, runtimeOf } from '../../lib/runtime.ts';
import {
  type EventSender,
  hasOptedOut,
  Ingest,
  type IngestLimitState,
  isBotUserAgent,
  type SentEvent,
  sentBatch,
  sentEvent,
} from '../../services/analytics/ingest.ts';
import { loadTrackerFile } from '../../services/analytics/tracker/load-tracker-file.ts';
import {
  type Context,
  defineEndpoint,
  type Endpoint,
  type RateCounter,
  type RateLimit,
  type Reply,
} from '../endpoint.ts';

/** Maximum size of a request with analytics events (docs/spec/api.md#caps-and-lists): 64 KiB. */
const MAX_BODY_BYTES = 65_536;

const LIMIT_NAME = 'analytics';

const LIMIT: RateLimit & { counter: RateCounter } = {
  points: 100,
  seconds: 60,
  counter: {
    peek: (payload, ip) => {
      const state = getIngest(payload).findExhaustedLimit(toLimitKey(ip));
      return state && toLimitProblem(payload, state);
    },
    spend: async (payload, ip) => {
      // If Redis cannot count the request, the client receives the original refusal.
      const state = await getIngest(payload)
        .countRefused(toLimitKey(ip))
        .catch((error: unknown) => {
          if (isProblem(error) && error.code === 'unavailable') return undefined;
          throw error;
        });
      if (state?.limited) throw toLimitProblem(payload, state);
    },
  },
};

type EventContext = Pick<Context, 'payload' | 'ip' | 'header'>;

const getIngest = oncePerPayload(
  (payload) => new Ingest(payload, { points: scaleLimit(payload, LIMIT.points), seconds: LIMIT.seconds }),
);

const toLimitProblem = (payload: Payload, state: IngestLimitState) =>
  createLimitProblem(LIMIT_NAME, scaleLimit(payload, LIMIT.points), LIMIT.seconds, state);

/** Stores the events of a request. @throws Problem `rate_limited` or `unavailable` */
const acceptEvents = (context: EventContext, events: readonly SentEvent[]): Promise<Reply> => {
  const { payload, ip } = context;
  return getIngest(payload)
    .accept(toLimitKey(ip), readVisitor(context), events)
    .then((state) => {
      if (state.limited) throw toLimitProblem(payload, state);
      return toAcceptedReply(payload, events.length, state);
    });
};

const toAcceptedReply = (payload: Payload, count: number, state: IngestLimitState): Reply => ({
  status: 202,
  body: { accepted: count },
  headers: buildLimitHeaders(LIMIT_NAME, scaleLimit(payload, LIMIT.points), LIMIT.seconds, state),
});

function readVisitor(context: EventContext): EventSender {
  const network = truncateAddress(context.ip);
  return {
    userId: readCustomerId(context.payload, context.header('authorization')),
    ipPrefix: `${network}/${network.includes(':') ? 48 : 24}`,
    isBot: isBotUserAgent(context.header('user-agent')),
    optedOut: hasOptedOut(context),
  };
}

/**
 * The id of the customer whose token was sent. Null if there is no valid token; the event is then recorded without a customer.
 */
function readCustomerId(payload: Payload, authorization: string | undefined): string | null {
  const token = authorization === undefined ? undefined : parseBearerToken(authorization);
  if (token === undefined) return null;
  const verified = verifyAccessToken(runtimeOf(payload).customerTokenSecret, token);
  return verified.outcome === 'valid' ? verified.customerId : null;
}

const common = {
  method: 'post',
  tag: 'Analytics',
  callers: ['public'],
  limit: LIMIT,
  maxBodyBytes: MAX_BODY_BYTES,
  plainText: true,
  dropNul: true,
  replies: { 202: z.strictObject({ accepted: z.number().int() }) },
} as const;

/** The endpoints that receive analytics events from the website (docs/spec/api.md#8-analytics). */
export const trackEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    path: '/v1/analytics/track',
    summary: 'Record an event; once the reply is sent, a crash cannot lose the event',
    body: sentEvent,
    handle: (context) => acceptEvents(context, [context.body]),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/analytics/batch',
    summary: 'Record up to 50 events; either all are accepted or none',
    body: sentBatch,
    handle: (context) => acceptEvents(context, context.body.events),
  }),
];

/**
 * Browsers use one cached copy of the tracker script for all pages. After an hour, the copy expires. For one more day,
 * a browser may still use the expired copy once, while it loads a new copy for the next pages.
 */
const CACHE_CONTROL = 'public, max-age=3600, stale-while-revalidate=86400';

/** The endpoint of the tracker script that the website includes (docs/spec/api.md#8-analytics). */
export const trackerEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'get',
    path: '/v1/analytics/tracker.js',
    summary:
      'Get the website’s tracker script: it reports page views and the events in the data layer of Google Tag Manager',
    tag: 'Analytics',
    callers: ['public'],
    replies: { 200: z.string(), 304: null },
    replyType: 'text/javascript',
    handle: async (context) => {
      const { code, etag } = await loadTrackerFile();
      const headers = { ETag: etag, 'Cache-Control': CACHE_CONTROL };
      if (context.clientHas(etag)) return { status: 304, headers };
      return { status: 200, body: code, type: 'text/javascript; charset=utf-8', headers };
    },
  }),
];

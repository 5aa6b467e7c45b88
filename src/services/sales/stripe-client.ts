import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import Stripe from 'stripe';
import { database } from '../../database/transaction.ts';
import { type StripeOutcome, stripeCalls } from '../../lib/metrics.ts';
import { Problem } from '../../lib/problem.ts';
import type { LomashWoodOptions } from '../../lib/runtime.ts';
import { withSpan } from '../../lib/tracing.ts';

/** The version of Stripe's API that the requests and webhook handlers of this project use. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const TIMEOUT_MS = 8000;

/** Creates the Stripe client without its own retries: `callStripe()` decides which calls are retried. */
export function createStripeClient(
  { secretKey, apiUrl }: Pick<LomashWoodOptions['stripe'], 'secretKey' | 'apiUrl'>,
  timeoutMs = TIMEOUT_MS,
): Stripe {
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiUrl ? toAddress(new URL(apiUrl)) : {}),
  });
}

const toAddress = ({ hostname, port, protocol }: URL) => ({
  host: hostname,
  port: port || (protocol === 'http:' ? '80' : '443'),
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
});

/**
 * A call is retried only if it fails within this time, because an early failure probably means that its connection was already
 * broken.
 */
const RETRY_WITHIN_MS = 2000;

const RETRY_AFTER = { headers: { 'Retry-After': '5' } };

/**
 * Calls Stripe, and retries once if the connection was lost within 2 s. So `call` must send an idempotency key, or be harmless
 * when repeated. No transaction may be open during the call.
 * @throws Problem unavailable if Stripe cannot be reached, is overloaded or rejects our API key; Stripe's own error if it rejects
 * the request itself
 */
export const callStripe = <T>(call: () => Promise<T>): Promise<T> =>
  withSpan('Stripe', { kind: 'client' }, () => countOutcome(callWithRetry(call)));

async function countOutcome<T>(call: Promise<T>): Promise<T> {
  try {
    const result = await call;
    stripeCalls.inc({ outcome: 'done' });
    return result;
  } catch (error) {
    stripeCalls.inc({ outcome: toOutcome(error) });
    throw error;
  }
}

function toOutcome(error: unknown): StripeOutcome {
  if (isRefusedByStripe(error)) return 'refused';
  return error instanceof Error && isKeyRefused(error.cause) ? 'key_refused' : 'unavailable';
}

async function callWithRetry<T>(call: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await call();
  } catch (error) {
    if (!isLostConnection(error) || performance.now() - start > RETRY_WITHIN_MS) throw toProblem(error);
  }
  return call().catch((error: unknown) => {
    throw toProblem(error);
  });
}

const isLostConnection = (error: unknown) => error instanceof Stripe.errors.StripeConnectionError;

/** Whether Stripe rejected the request itself, so that a retry is pointless. */
export function isRefusedByStripe(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
}

/**
 * Whether a call failed because its idempotency key was used before with other parameters. This happens if another release of
 * this software sent the earlier request, and the response was lost.
 */
export const isKeyOfOtherRequest = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Stripe.errors.StripeIdempotencyError;

const isKeyRefused = (error: unknown) =>
  error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError;

function toProblem(error: unknown): unknown {
  if (isRefusedByStripe(error) || !(error instanceof Stripe.errors.StripeError)) return error;
  // Send no Retry-After, because retries fail until the API key is replaced.
  if (isKeyRefused(error))
    return new Problem('unavailable', 'The payment provider has rejected our API key, so card payments do not work.', {
      cause: error,
    });
  return new Problem('unavailable', 'The payment provider cannot be reached. Try again in a minute.', {
    ...RETRY_AFTER,
    cause: error,
  });
}

const cache = new WeakMap<Payload, string>();

/**
 * Reads the id of this installation. The id is stored in the metadata of the objects that this installation creates at Stripe, to
 * distinguish them from the objects of other installations on the same account.
 */
export async function readInstallationId(payload: Payload): Promise<string> {
  const id = cache.get(payload) ?? (await queryInstallationId(payload));
  cache.set(payload, id);
  return id;
}

async function queryInstallationId(payload: Payload): Promise<string> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`SELECT id FROM installation`);
  if (!rows[0]) throw new Error('The table "installation" is empty: run the migrations.');
  return rows[0].id;
}

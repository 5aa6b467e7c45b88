import Stripe from 'stripe';
import { Problem } from '../../problem.ts';
import { traced } from '../../tracing.ts';

/** A call that failed later than this was not lost on the way: it is not sent again. */
const RETRY_WITHIN_MS = 2000;

const RETRY_AFTER = { headers: { 'Retry-After': '5' } };

/**
 * Calls Stripe, once more when the network lost the first call at once; so `call` must bring its idempotency key along, or do no harm twice. No
 * transaction may be open meanwhile.
 * @throws Problem unavailable when Stripe is away, refuses our key or is overloaded; Stripe's own error for a refusal that
 * says something about the request.
 */
export const askStripe = <T>(call: () => Promise<T>): Promise<T> =>
  traced('Stripe', { kind: 'client' }, () => askOrAskAgain(call));

async function askOrAskAgain<T>(call: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await call();
  } catch (error) {
    if (!isLostConnection(error) || performance.now() - start > RETRY_WITHIN_MS) throw refusal(error);
  }
  return call().catch((error: unknown) => {
    throw refusal(error);
  });
}

const isLostConnection = (error: unknown) => error instanceof Stripe.errors.StripeConnectionError;

/** Whether Stripe understood the request and said no: repeating it changes nothing. */
export function isRefusedByStripe(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
}

const isKeyRefused = (error: unknown) =>
  error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError;

function refusal(error: unknown): unknown {
  if (isRefusedByStripe(error) || !(error instanceof Stripe.errors.StripeError)) return error;
  // Nothing comes right by waiting here, so it says nothing of trying again.
  if (isKeyRefused(error)) return new Problem('unavailable', 'The payment provider refuses our key.', { cause: error });
  return new Problem('unavailable', 'The payment provider cannot be reached.', { ...RETRY_AFTER, cause: error });
}

import type Stripe from 'stripe';

type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error';

export type ErrorFields = {
  type: ErrorType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  doc_url?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
};

/** An error response of Stripe's API (https://docs.stripe.com/api/errors). */
export class ApiError extends Error {
  readonly body: { error: ErrorFields };
  readonly status: number;

  constructor(status: number, fields: ErrorFields) {
    super(fields.message);
    this.status = status;
    const doc = fields.code && { doc_url: `https://stripe.com/docs/error-codes/${fields.code.replaceAll('_', '-')}` };
    this.body = { error: { ...fields, ...doc } };
  }
}

/** Creates a 400 for an invalid request. */
export function invalidRequest(message: string, more: Omit<ErrorFields, 'type' | 'message'> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more });
}

/** Creates the error for an object that does not exist: a 404 if its id is in the path, a 400 if its id is a parameter. */
export function noSuch(kind: string, id: string, param: string, status: 400 | 404 = 404): ApiError {
  const message = `No such ${kind}: '${id}'`;
  return new ApiError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param });
}

/** Creates a 400 for a request that the state of the PaymentIntent does not allow. */
export function unexpectedState(message: string, payment_intent: Stripe.PaymentIntent): ApiError {
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent });
}

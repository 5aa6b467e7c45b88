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

/** An answer of Stripe that says why not (https://docs.stripe.com/api/errors). */
export class ApiError extends Error {
  readonly body: { error: ErrorFields };

  constructor(
    readonly status: number,
    fields: ErrorFields,
  ) {
    super(fields.message);
    const doc = fields.code && { doc_url: `https://stripe.com/docs/error-codes/${fields.code.replaceAll('_', '-')}` };
    this.body = { error: { ...fields, ...doc } };
  }
}

/** 400: the request cannot be carried out as it is. */
export function invalidRequest(message: string, more: Omit<ErrorFields, 'type' | 'message'> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more });
}

/** 404 for an object that is named in the path, 400 for one that is named by a parameter. */
export function noSuch(what: string, id: string, param: string, status: 400 | 404 = 404): ApiError {
  const message = `No such ${what}: '${id}'`;
  return new ApiError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param });
}

/** 400: the state of the PaymentIntent does not allow this. */
export function unexpectedState(message: string, payment_intent: Stripe.PaymentIntent): ApiError {
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent });
}

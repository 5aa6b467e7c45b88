import { z } from 'zod';
import { createMethod } from '../actions/payment-method.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { defineGet, definePost } from './operation.ts';
import { expand, integer, text } from './params.ts';

const PATH = '/v1/payment_methods';
const LAST_YEAR = 2100;

/** The payer's card or bank account, as entered into a form of Stripe. */
export const methodData = z.strictObject({
  type: z.enum(['card', 'bacs_debit']),
  billing_details: z.strictObject({ email: text.optional(), name: text.optional() }).optional(),
  card: z
    .strictObject({ number: text, cvc: text.optional(), exp_month: integer(1, 12), exp_year: integer(2000, LAST_YEAR) })
    .optional(),
  bacs_debit: z.strictObject({ account_number: text, sort_code: text.optional() }).optional(),
});

const create = definePost({
  name: 'paymentMethods.create',
  path: PATH,
  publishable: true,
  params: methodData.extend({ expand }),
  run: ({ account, key }, data) => {
    if (key === 'secret' && data.card) throw unsafe();
    return createMethod(account, data);
  },
});

const retrieve = defineGet({
  name: 'paymentMethods.retrieve',
  path: `${PATH}/:id`,
  params: z.strictObject({ expand }),
  run: ({ account, id }) => {
    const method = account.state.methods.get(id);
    if (!method) throw noSuch('PaymentMethod', id, 'payment_method');
    return method;
  },
});

function unsafe(): ApiError {
  const message =
    'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing.';
  return new ApiError(402, { type: 'card_error', message });
}

export const paymentMethods = [create, retrieve];

import type Stripe from 'stripe';
import { z } from 'zod';
import { cancel } from '../actions/cancel.ts';
import { confirm } from '../actions/confirm.ts';
import { createPaymentIntent } from '../actions/create.ts';
import { update } from '../actions/update.ts';
import { noSuch } from '../api-error.ts';
import { METHOD_TYPES } from '../objects/payment-intent.ts';
import type { Intent } from '../state/state.ts';
import { requireSecret, viewFor } from './browser-view.ts';
import { listParams, page } from './lists.ts';
import { type Call, defineGet, definePost } from './operation.ts';
import { boolean, currency, expand, integer, metadata, parseParams, text } from './params.ts';
import { methodData } from './payment-methods.ts';

const PATH = '/v1/payment_intents';
const amount = integer(1, Number.MAX_SAFE_INTEGER);

const create = definePost({
  name: 'paymentIntents.create',
  path: PATH,
  params: parseParams<Stripe.PaymentIntentCreateParams>()({
    allowed_payment_method_types: z.array(z.enum(METHOD_TYPES)).optional(),
    amount,
    currency,
    automatic_payment_methods: z
      .strictObject({ enabled: boolean, allow_redirects: z.enum(['always', 'never']).optional() })
      .optional(),
    capture_method: z.enum(['automatic', 'automatic_async']).optional(),
    confirm: boolean.optional(),
    description: text.optional(),
    expand,
    metadata: metadata.transform((value) => value || {}).optional(),
    payment_method: text.optional(),
    receipt_email: text.optional(),
    return_url: text.optional(),
    statement_descriptor: text.optional(),
    statement_descriptor_suffix: text.optional(),
  }),
  run: ({ account, site }, params) => createPaymentIntent(account, { ...params, site }),
});

const retrieve = defineGet({
  name: 'paymentIntents.retrieve',
  path: `${PATH}/:id`,
  publishable: true,
  params: parseParams<Stripe.PaymentIntentRetrieveParams>()({ client_secret: text.optional(), expand }),
  run: (call, { client_secret }) => {
    const intent = find(call);
    requireSecret(call, intent, client_secret);
    return viewFor(call, intent);
  },
});

const change = definePost({
  name: 'paymentIntents.update',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.PaymentIntentUpdateParams>()({
    amount: amount.optional(),
    currency: currency.optional(),
    description: text.optional(),
    expand,
    metadata: metadata.optional(),
    payment_method: text.optional(),
    receipt_email: text.optional(),
  }),
  run: (call, params) => update(call.account, find(call), params),
});

const confirmation = definePost({
  name: 'paymentIntents.confirm',
  path: `${PATH}/:id/confirm`,
  publishable: true,
  // Stripe.js sends the client secret and the payment details that the payer entered.
  params: parseParams<Stripe.PaymentIntentConfirmParams & { client_secret?: string }>()({
    client_secret: text.optional(),
    expand,
    payment_method: text.optional(),
    payment_method_data: methodData.optional(),
    receipt_email: text.optional(),
    return_url: text.optional(),
    use_stripe_sdk: boolean.optional(),
  }),
  run: (call, { client_secret, ...params }) => {
    const intent = find(call);
    requireSecret(call, intent, client_secret);
    return viewFor(call, confirm(call.account, intent, { ...params, site: call.site }));
  },
});

const cancellation = definePost({
  name: 'paymentIntents.cancel',
  path: `${PATH}/:id/cancel`,
  params: parseParams<Stripe.PaymentIntentCancelParams>()({
    cancellation_reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']).optional(),
    expand,
  }),
  run: (call, { cancellation_reason }) => cancel(call.account, find(call), cancellation_reason),
});

const list = defineGet({
  name: 'paymentIntents.list',
  path: PATH,
  params: parseParams<Stripe.PaymentIntentListParams>()({ ...listParams, expand }),
  run: ({ account }, params) => page(PATH, account.state.intents.newestFirst(), params),
});

function find({ account, id }: Call): Intent {
  const intent = account.state.intents.get(id);
  if (!intent) throw noSuch('payment_intent', id, 'intent');
  return intent;
}

export const paymentIntents = [create, list, retrieve, change, confirmation, cancellation];

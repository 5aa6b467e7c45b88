import type Stripe from 'stripe';
import { noSuch } from '../api-error.ts';
import { listParams, page } from './lists.ts';
import { defineGet } from './operation.ts';
import { expand, parseParams, text } from './params.ts';

const PATH = '/v1/charges';

const retrieve = defineGet({
  name: 'charges.retrieve',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.ChargeRetrieveParams>()({ expand }),
  run: ({ account, id }) => {
    const charge = account.state.charges.get(id);
    if (!charge) throw noSuch('charge', id, 'charge');
    return charge;
  },
});

const list = defineGet({
  name: 'charges.list',
  path: PATH,
  params: parseParams<Stripe.ChargeListParams>()({ ...listParams, expand, payment_intent: text.optional() }),
  run: ({ account }, { payment_intent, ...params }) => {
    const all = account.state.charges.newestFirst();
    const chosen = payment_intent ? all.filter((charge) => charge.payment_intent === payment_intent) : all;
    return page(PATH, chosen, params);
  },
});

export const charges = [list, retrieve];

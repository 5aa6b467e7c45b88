import type Stripe from 'stripe';
import { z } from 'zod';
import { refund } from '../actions/refund.ts';
import { noSuch } from '../api-error.ts';
import { metadataOf } from '../objects/metadata.ts';
import type { Refund } from '../state/state.ts';
import { listParams, page } from './lists.ts';
import { type Call, get, post } from './operation.ts';
import { expand, integer, metadata, paramsOf, text } from './params.ts';

const PATH = '/v1/refunds';

const create = post({
  name: 'refunds.create',
  path: PATH,
  params: paramsOf<Stripe.RefundCreateParams>()({
    amount: integer(1, Number.MAX_SAFE_INTEGER).optional(),
    charge: text.optional(),
    expand,
    metadata: metadata.optional(),
    payment_intent: text.optional(),
    reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  }),
  run: ({ account }, params) => refund(account, params),
});

const retrieve = get({
  name: 'refunds.retrieve',
  path: `${PATH}/:id`,
  params: paramsOf<Stripe.RefundRetrieveParams>()({ expand }),
  run: find,
});

const update = post({
  name: 'refunds.update',
  path: `${PATH}/:id`,
  params: paramsOf<Stripe.RefundUpdateParams>()({ expand, metadata: metadata.optional() }),
  run: (call, params) => {
    const before = find(call);
    return call.account.state.refunds.put({ ...before, metadata: metadataOf(before.metadata, params.metadata) });
  },
});

const list = get({
  name: 'refunds.list',
  path: PATH,
  params: paramsOf<Stripe.RefundListParams>()({
    ...listParams,
    charge: text.optional(),
    expand,
    payment_intent: text.optional(),
  }),
  run: ({ account }, { charge, payment_intent, ...params }) => {
    const chosen = account.state.refunds
      .newestFirst()
      .filter((one) => charge === undefined || one.charge === charge)
      .filter((one) => payment_intent === undefined || one.payment_intent === payment_intent);
    return page(PATH, chosen, params);
  },
});

function find({ account, id }: Call): Refund {
  const found = account.state.refunds.get(id);
  if (!found) throw noSuch('refund', id, 'refund');
  return found;
}

export const refunds = [create, list, retrieve, update];

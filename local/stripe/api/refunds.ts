import type Stripe from 'stripe';
import { z } from 'zod';
import { createRefund } from '../actions/refund.ts';
import { noSuch } from '../api-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Refund } from '../state/state.ts';
import { listParams, page } from './lists.ts';
import { type Call, defineGet, definePost } from './operation.ts';
import { expand, integer, metadata, parseParams, text } from './params.ts';

const PATH = '/v1/refunds';

const create = definePost({
  name: 'refunds.create',
  path: PATH,
  params: parseParams<Stripe.RefundCreateParams>()({
    amount: integer(1, Number.MAX_SAFE_INTEGER).optional(),
    charge: text.optional(),
    expand,
    metadata: metadata.optional(),
    payment_intent: text.optional(),
    reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  }),
  run: ({ account }, params) => createRefund(account, params),
});

const retrieve = defineGet({
  name: 'refunds.retrieve',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.RefundRetrieveParams>()({ expand }),
  run: find,
});

const update = definePost({
  name: 'refunds.update',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.RefundUpdateParams>()({ expand, metadata: metadata.optional() }),
  run: (call, params) => {
    const before = find(call);
    return call.account.state.refunds.put({ ...before, metadata: mergeMetadata(before.metadata, params.metadata) });
  },
});

const list = defineGet({
  name: 'refunds.list',
  path: PATH,
  params: parseParams<Stripe.RefundListParams>()({
    ...listParams,
    charge: text.optional(),
    expand,
    payment_intent: text.optional(),
  }),
  run: ({ account }, { charge, payment_intent, ...params }) => {
    const chosen = account.state.refunds
      .newestFirst()
      .filter((refund) => charge === undefined || refund.charge === charge)
      .filter((refund) => payment_intent === undefined || refund.payment_intent === payment_intent);
    return page(PATH, chosen, params);
  },
});

function find({ account, id }: Call): Refund {
  const found = account.state.refunds.get(id);
  if (!found) throw noSuch('refund', id, 'refund');
  return found;
}

export const refunds = [create, list, retrieve, update];

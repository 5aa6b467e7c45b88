import type Stripe from 'stripe';
import { z } from 'zod';
import { closeDispute } from '../actions/dispute.ts';
import { noSuch } from '../api-error.ts';
import type { Dispute } from '../state/state.ts';
import { listParams, page } from './lists.ts';
import { type Call, get, post } from './operation.ts';
import { boolean, expand, paramsOf, text } from './params.ts';

const PATH = '/v1/disputes';

const retrieve = get({
  name: 'disputes.retrieve',
  path: `${PATH}/:id`,
  params: paramsOf<Stripe.DisputeRetrieveParams>()({ expand }),
  run: find,
});

/** In test mode the evidence says how the dispute ends (https://docs.stripe.com/testing#evidence). */
const update = post({
  name: 'disputes.update',
  path: `${PATH}/:id`,
  params: paramsOf<Stripe.DisputeUpdateParams>()({
    evidence: z.strictObject({ uncategorized_text: text.optional() }).optional(),
    expand,
    submit: boolean.optional(),
  }),
  run: (call, { evidence, submit }) => {
    const { state } = call.account;
    const before = find(call);
    const submitted = state.disputes.put({ ...before, evidence: { ...before.evidence, ...evidence } });
    if (submit === false || evidence?.uncategorized_text === undefined) return submitted;
    const outcome = { winning_evidence: 'won', losing_evidence: 'lost' } as const;
    const verdict = outcome[evidence.uncategorized_text as keyof typeof outcome];
    return verdict ? closeDispute(call.account, submitted, verdict) : submitted;
  },
});

const close = post({
  name: 'disputes.close',
  path: `${PATH}/:id/close`,
  params: paramsOf<Stripe.DisputeCloseParams>()({ expand }),
  run: (call) => closeDispute(call.account, find(call), 'lost'),
});

const list = get({
  name: 'disputes.list',
  path: PATH,
  params: paramsOf<Stripe.DisputeListParams>()({
    ...listParams,
    charge: text.optional(),
    expand,
    payment_intent: text.optional(),
  }),
  run: ({ account }, { charge, payment_intent, ...params }) => {
    const chosen = account.state.disputes
      .newestFirst()
      .filter((one) => charge === undefined || one.charge === charge)
      .filter((one) => payment_intent === undefined || one.payment_intent === payment_intent);
    return page(PATH, chosen, params);
  },
});

function find({ account, id }: Call): Dispute {
  const found = account.state.disputes.get(id);
  if (!found) throw noSuch('dispute', id, 'dispute');
  return found;
}

export const disputes = [list, retrieve, update, close];

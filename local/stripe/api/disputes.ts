import type Stripe from 'stripe';
import { z } from 'zod';
import { closeDispute } from '../actions/dispute.ts';
import { noSuch } from '../api-error.ts';
import type { Dispute } from '../state/state.ts';
import { listParams, page } from './lists.ts';
import { type Call, defineGet, definePost } from './operation.ts';
import { boolean, expand, parseParams, text } from './params.ts';

const PATH = '/v1/disputes';

const retrieve = defineGet({
  name: 'disputes.retrieve',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.DisputeRetrieveParams>()({ expand }),
  run: find,
});

/** The update of a dispute. As in test mode, the evidence decides the dispute (https://docs.stripe.com/testing#evidence). */
const update = definePost({
  name: 'disputes.update',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.DisputeUpdateParams>()({
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

const close = definePost({
  name: 'disputes.close',
  path: `${PATH}/:id/close`,
  params: parseParams<Stripe.DisputeCloseParams>()({ expand }),
  run: (call) => closeDispute(call.account, find(call), 'lost'),
});

const list = defineGet({
  name: 'disputes.list',
  path: PATH,
  params: parseParams<Stripe.DisputeListParams>()({
    ...listParams,
    charge: text.optional(),
    expand,
    payment_intent: text.optional(),
  }),
  run: ({ account }, { charge, payment_intent, ...params }) => {
    const chosen = account.state.disputes
      .newestFirst()
      .filter((dispute) => charge === undefined || dispute.charge === charge)
      .filter((dispute) => payment_intent === undefined || dispute.payment_intent === payment_intent);
    return page(PATH, chosen, params);
  },
});

function find({ account, id }: Call): Dispute {
  const found = account.state.disputes.get(id);
  if (!found) throw noSuch('dispute', id, 'dispute');
  return found;
}

export const disputes = [list, retrieve, update, close];

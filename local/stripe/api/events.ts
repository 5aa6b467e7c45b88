import type Stripe from 'stripe';
import { z } from 'zod';
import { noSuch } from '../api-error.ts';
import { matchesEventType } from '../webhooks/matches-event-type.ts';
import { listParams, page } from './lists.ts';
import { defineGet } from './operation.ts';
import { boolean, expand, parseParams, text } from './params.ts';

const PATH = '/v1/events';

const retrieve = defineGet({
  name: 'events.retrieve',
  path: `${PATH}/:id`,
  params: parseParams<Stripe.EventRetrieveParams>()({ expand }),
  run: ({ account, id }) => {
    const event = account.state.events.get(id);
    if (!event) throw noSuch('event', id, 'id');
    return event;
  },
});

const list = defineGet({
  name: 'events.list',
  path: PATH,
  params: parseParams<Stripe.EventListParams>()({
    ...listParams,
    delivery_success: boolean.optional(),
    expand,
    type: text.optional(),
    types: z.array(text).max(20).optional(),
  }),
  run: ({ account }, { delivery_success, type, types, ...params }) => {
    const wanted = types ?? (type === undefined ? ['*'] : [type]);
    const chosen = account.state.events
      .newestFirst()
      .filter((event) => wanted.some((pattern) => matchesEventType(pattern, event.type)))
      .filter((event) => delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success);
    return page(PATH, chosen, params);
  },
});

export const events = [list, retrieve];

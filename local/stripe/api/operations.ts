import { charges } from './charges.ts';
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import type { Operation } from './operation.ts';
import { paymentIntents } from './payment-intents.ts';
import { paymentMethods } from './payment-methods.ts';
import { refunds } from './refunds.ts';

/** What the simulator knows of Stripe's API. */
export const operations: readonly Operation[] = [
  ...paymentIntents,
  ...paymentMethods,
  ...charges,
  ...refunds,
  ...disputes,
  ...events,
];

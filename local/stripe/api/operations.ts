import { charges } from './charges.ts';
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import type { StripeOperation } from './operation.ts';
import { paymentIntents } from './payment-intents.ts';
import { paymentMethods } from './payment-methods.ts';
import { refunds } from './refunds.ts';

/** The operations of Stripe's API that the simulator supports. */
export const operations: readonly StripeOperation[] = [
  ...paymentIntents,
  ...paymentMethods,
  ...charges,
  ...refunds,
  ...disputes,
  ...events,
];

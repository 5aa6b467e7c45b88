/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { cancelIntents, expireOrders } from './cancel-orders.ts';
export { applyLoyalty, countWrongBalances, type LoyaltyTopic, readLoyaltyBalance } from './loyalty.ts';
export { expireOrderNotes } from './order-notes.ts';
export { cancelErasedIntents, eraseSales, exportSales, listSalesHistory } from './personal-data.ts';
export { createMissingPdfs } from './read-invoice-pdf.ts';
export { catchUpWebhooks, reconcilePayments } from './reconcile-payments.ts';
export { SALES_DAYS, type SalesFigures, salesFiguresSql } from './sales-figures.ts';
export { createStripeClient } from './stripe-client.ts';
export {
  type EventForAttention,
  listEventsForAttention,
  readOldestOpenPaymentSeconds,
  stripeEventInWords,
} from './stripe-events.ts';

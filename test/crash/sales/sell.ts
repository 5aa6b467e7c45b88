import { createIntent } from '../../../src/services/sales/create-intent.ts';
import { createOrder } from '../../../src/services/sales/create-order.ts';
import { readInvoicePdf } from '../../../src/services/sales/read-invoice-pdf.ts';
import { receiveWebhook } from '../../../src/services/sales/receive-webhook.ts';
import { requestRefund } from '../../../src/services/sales/request-refund.ts';
import { startSite } from '../start-site.ts';

// Simulates a web process: performs one step of a sale and kills itself at the armed crash point.
const payload = await startSite();
const input = JSON.parse(String(process.env.GIVEN)) as Record<string, string>;
const { customerId = '', productId = '', orderId = '', invoiceId = '', body = '', signature } = input;
const steps: Record<string, () => Promise<unknown>> = {
  order: () => createOrder(payload, { customerId, name: 'Ada' }, { items: [{ productId, quantity: 1 }] }),
  intent: () => createIntent(payload, customerId, { orderId, amount: Number(input.pence) }, input.key),
  webhook: () => receiveWebhook(payload, { bytes: Buffer.from(body), signature }),
  refund: () =>
    requestRefund(payload, { orderId, amount: Number(input.pence), reason: 'duplicate', staffId: customerId }),
  pdf: () => readInvoicePdf(payload, invoiceId, null),
};
await steps[String(process.env.STEP)]?.();

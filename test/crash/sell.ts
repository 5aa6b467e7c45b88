import { getPayload } from 'payload';
import config from '../../payload.config.ts';
import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import { createIntent } from '../../src/services/sales/create-intent.ts';
import { createOrder } from '../../src/services/sales/create-order.ts';
import { invoicePdf } from '../../src/services/sales/invoice-pdf.ts';
import { receiveWebhook } from '../../src/services/sales/receive-webhook.ts';
import { requestRefund } from '../../src/services/sales/request-refund.ts';

// A web process, as far as one step of selling goes, that dies at the armed crash point.
const payload = await getPayload({ config });
const given = JSON.parse(String(process.env.GIVEN)) as Record<string, string>;
const { customerId = '', productId = '', orderId = '', invoiceId = '', body = '', signature } = given;
const steps: Record<string, () => Promise<unknown>> = {
  order: () => createOrder(payload, { customerId, name: 'Ada' }, { items: [{ productId, quantity: 1 }] }),
  intent: () => createIntent(payload, customerId, { orderId, amount: Number(given.pence) }, given.key),
  webhook: () => receiveWebhook(payload, { bytes: Buffer.from(body), signature }),
  refund: () =>
    requestRefund(payload, { orderId, amount: Number(given.pence), reason: 'duplicate', staffId: customerId }),
  pdf: () => invoicePdf(payload, invoiceId, null),
};
armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
await steps[String(process.env.STEP)]?.();

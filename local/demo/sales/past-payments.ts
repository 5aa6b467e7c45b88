import { poll } from '../../services/poll.ts';
import type { PastPayment, RegisteredPayment } from '../../stripe/control/past.ts';
import type { DemoOrder, DemoPayment } from './demo-orders.ts';

/** Registers payments with the Stripe simulator; the results are in the order of the payments. */
export type RegisterPayments = (payments: PastPayment[]) => Promise<RegisteredPayment[]>;

const toSeconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** Converts a demo payment to the simulator's format, with the metadata that the site sends to Stripe. */
export function toPastPayment(order: DemoOrder, payment: DemoPayment, installation: string): PastPayment {
  const { id, tries, canceledAt, refund, dispute } = payment;
  const metadata = { orderId: order.id, userId: order.customer.id, paymentId: id, installation };
  return {
    ...{ amount: order.total, metadata, at: toSeconds(order.createdAt) },
    tries: tries.map(({ card, at }) => ({ card, at: toSeconds(at) })),
    ...(canceledAt && { canceledAt: toSeconds(canceledAt) }),
    ...(refund && {
      refund: {
        ...{ amount: refund.amount, reason: refund.reason, at: toSeconds(refund.at) },
        metadata: { refundId: refund.id, orderId: order.id, paymentId: id, installation },
      },
    }),
    ...(dispute && {
      dispute: {
        ...{ reason: dispute.reason, at: toSeconds(dispute.at) },
        ...(dispute.closed && { closed: { status: dispute.closed.status, at: toSeconds(dispute.closed.at) } }),
      },
    }),
  };
}

/** Invents Stripe ids, for a site without the simulator. */
export const inventPayments: RegisterPayments = async (payments) =>
  payments.map(({ metadata, tries, refund, dispute }) => {
    const id = String(metadata.paymentId).replaceAll('-', '').slice(8);
    return {
      ...{ intentId: `pi_demo${id}`, clientSecret: `pi_demo${id}_secret_${id}` },
      charges: tries.map((_, nth) => `ch_demo${nth}${id}`),
      ...{ refundId: refund ? `re_demo${id}` : null, disputeId: dispute ? `du_demo${id}` : null },
    };
  });

/** Milliseconds to wait for the simulator, which starts while the seed runs. */
const START_TIMEOUT_MS = 60_000;

/** Returns a client of the simulator if the server at `url` is the simulator; otherwise undefined. */
export async function findSimulator(url: string, timeoutMs = START_TIMEOUT_MS): Promise<RegisterPayments | undefined> {
  const ask = () =>
    fetch(new URL('/_control', url)).then(
      ({ status }) => status,
      () => undefined,
    );
  return (await poll(ask, { timeoutMs })) === 200 ? createSimulatorClient(url) : undefined;
}

/** Creates a client of the simulator at `url`. The client throws an Error if the simulator refuses the payments. */
const createSimulatorClient =
  (url: string): RegisterPayments =>
  async (payments) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(payments);
    const response = await fetch(new URL('/_control/past', url), { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The Stripe simulator returned ${response.status}: ${await response.text()}`);
    return (await response.json()) as RegisteredPayment[];
  };

import { poll } from '../../services/poll.ts';
import type { PastPayment, ToldPayment } from '../../stripe/control/past.ts';
import type { DemoOrder, DemoPayment } from './orders.ts';

/** Tells Stripe's simulator of payments; its answer is in the order of the question. */
export type TellStripe = (payments: PastPayment[]) => Promise<ToldPayment[]>;

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** A payment of the demo as the simulator is told of it, with the metadata that the site would have written. */
export function pastPayment(order: DemoOrder, payment: DemoPayment, installation: string): PastPayment {
  const { id, tries, canceledAt, refund, dispute } = payment;
  const metadata = { orderId: order.id, userId: order.customer.id, paymentId: id, installation };
  return {
    ...{ amount: order.total, metadata, at: seconds(order.createdAt) },
    tries: tries.map(({ card, at }) => ({ card, at: seconds(at) })),
    ...(canceledAt && { canceledAt: seconds(canceledAt) }),
    ...(refund && {
      refund: {
        ...{ amount: refund.amount, reason: refund.reason, at: seconds(refund.at) },
        metadata: { refundId: refund.id, orderId: order.id, paymentId: id, installation },
      },
    }),
    ...(dispute && {
      dispute: {
        ...{ reason: dispute.reason, at: seconds(dispute.at) },
        ...(dispute.closed && { closed: { status: dispute.closed.status, at: seconds(dispute.closed.at) } }),
      },
    }),
  };
}

/** For a site without the simulator: ids that nobody at Stripe knows. */
export const madeUp: TellStripe = async (payments) =>
  payments.map(({ metadata, tries, refund, dispute }) => {
    const id = String(metadata.paymentId).replaceAll('-', '').slice(8);
    return {
      ...{ intentId: `pi_demo${id}`, clientSecret: `pi_demo${id}_secret_${id}` },
      charges: tries.map((_, nth) => `ch_demo${nth}${id}`),
      ...{ refundId: refund ? `re_demo${id}` : null, disputeId: dispute ? `du_demo${id}` : null },
    };
  });

/** How long the simulator may take to start beside the seed. */
const PATIENCE_MS = 15_000;

/** The simulator, when that is what answers at `url`. */
export async function findSimulator(url: string, patience = PATIENCE_MS): Promise<TellStripe | undefined> {
  const ask = () =>
    fetch(new URL('/_control', url)).then(
      ({ status }) => status,
      () => undefined,
    );
  return (await poll(ask, { patience })) === 200 ? simulatorAt(url) : undefined;
}

/** The simulator at `url`. @throws when it does not take them */
const simulatorAt =
  (url: string): TellStripe =>
  async (payments) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(payments);
    const response = await fetch(new URL('/_control/past', url), { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as ToldPayment[];
  };

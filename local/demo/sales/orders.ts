import { inLondon } from '../../../src/services/london.ts';
import type { RefundReason } from '../../../src/services/sales/refund-reasons.ts';
import type { DemoCustomer } from '../customers.ts';
import { SEASON } from '../demand.ts';
import { idMadeAt } from '../ids.ts';
import type { Random } from '../random.ts';

/** A product as it can be ordered; pence. */
export type DemoWare = { productId: string; title: string; unitPrice: number; stock: number; createdAt: Date };

export type DemoLine = { productId: string; title: string; quantity: number; unitPrice: number };

export type DemoPayment = {
  id: string;
  /** With which test cards it was tried; the last succeeded when it is paid. */
  tries: { card: string; at: Date }[];
  paidAt?: Date;
  canceledAt?: Date;
  refund?: { id: string; amount: number; reason: RefundReason; at: Date };
  dispute?: { reason: string; at: Date; closed?: { status: 'won' | 'lost'; at: Date } };
};

export type DemoOrder = {
  id: string;
  customer: DemoCustomer;
  createdAt: Date;
  lines: DemoLine[];
  total: number;
  /** When its time to pay ended, for one that was never paid. */
  canceledAt?: Date;
  /** Missing when the customer never began to pay. */
  payment?: DemoPayment;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 365;
/** As the settings have it unless somebody changes them. */
export const WINDOW = 24 * HOUR;

const GOOD_CARDS = ['pm_card_visa', 'pm_card_visa_debit', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_gb'];
const DECLINED = 'pm_card_chargeDeclinedInsufficientFunds';

/** Orders of an ordinary day, Monday to Sunday. */
const WEEK = [0.7, 0.8, 0.9, 1, 1.1, 1.8, 1.5];

/** How the last hours before `now` went, so that there is something of everything to look at. */
const RECENT = [
  { hoursAgo: 20, went: 'open' },
  { hoursAgo: 11, went: 'declined' },
  { hoursAgo: 6, went: 'not begun' },
  { hoursAgo: 2, went: 'open' },
] as const;

/** The orders of a year, oldest first: most are paid, some never were, some were refunded, and three were disputed. */
export function demoOrders(random: Random, wares: DemoWare[], customers: DemoCustomer[], now: Date): DemoOrder[] {
  const today = inLondon(now).startOf('day');
  const days = Array.from({ length: DAYS }, (_, nth) => today.minus({ days: DAYS - nth }));
  const moments = days.flatMap((day) => {
    const mean = (WEEK[day.weekday - 1] ?? 1) * (SEASON[day.month - 1] ?? 1);
    const count = Math.floor(mean + random.next());
    return Array.from({ length: count }, () => day.plus({ minutes: random.int(8 * 60, 22 * 60) }).toJSDate());
  });
  const past = moments
    .filter((at) => at.getTime() < now.getTime() - WINDOW - HOUR)
    .sort((a, b) => a.getTime() - b.getTime())
    .flatMap((at) => {
      const order = orderAt(random, at, wares, customers);
      return order ? [{ ...order, ...courseOf(random, order, now) }] : [];
    });
  return [...withDisputes(random, past, now), ...recentOrders(random, wares, customers, now)];
}

type Placed = Pick<DemoOrder, 'id' | 'customer' | 'createdAt' | 'lines' | 'total'>;

/** Undefined while there is nobody yet to buy, or nothing to sell. */
function orderAt(random: Random, createdAt: Date, wares: DemoWare[], customers: DemoCustomer[]): Placed | undefined {
  const offered = wares.filter((ware) => ware.createdAt < createdAt);
  const known = customers.filter((customer) => customer.emailVerified && customer.createdAt < createdAt);
  if (offered.length < 3 || known.length === 0) return undefined;
  const first = random.pick(offered);
  const second = random.chance(0.22) ? random.pick(offered) : first;
  const lines = [...new Set([first, second])].map(({ productId, title, unitPrice }) => ({
    ...{ productId, title, unitPrice },
    quantity: random.chance(0.08) ? 2 : 1,
  }));
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return { id: idMadeAt(createdAt, random), customer: random.pick(known), createdAt, lines, total };
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

function courseOf(random: Random, order: Placed, now: Date): Pick<DemoOrder, 'payment' | 'canceledAt'> {
  const begun = after(order.createdAt, random.int(1, 30) * MINUTE);
  const declined = { card: DECLINED, at: after(begun, MINUTE) };
  const id = idMadeAt(begun, random);
  if (random.chance(0.11)) {
    const canceledAt = after(order.createdAt, WINDOW + random.int(5, 55) * 1000);
    if (random.chance(0.35)) return { canceledAt };
    return { canceledAt, payment: { id, canceledAt, tries: random.chance(0.5) ? [declined] : [] } };
  }
  const paidAt = after(begun, random.int(3, 12) * MINUTE);
  const paid = { card: random.pick(GOOD_CARDS), at: paidAt };
  const tries = random.chance(0.07) ? [declined, paid] : [paid];
  return { payment: { id, tries, paidAt, ...refundOf(random, order, paidAt, now) } };
}

function refundOf(random: Random, { total }: Placed, paidAt: Date, now: Date): Pick<DemoPayment, 'refund'> {
  const share = random.next();
  const at = after(paidAt, random.int(1, 25) * DAY + random.int(0, 8 * HOUR));
  if (share > 0.08 || at > now) return {};
  const whole = share < 0.03;
  const amount = whole ? total : Math.round((total * random.int(5, 30)) / 10_000) * 100;
  const reason = random.chance(0.9) ? 'requested_by_customer' : 'duplicate';
  return { refund: { id: idMadeAt(at, random), amount, reason, at } };
}

/** One that was won, one that was lost, and one that the bank has still to decide on; of orders that nothing else became of. */
function withDisputes(random: Random, orders: DemoOrder[], now: Date): DemoOrder[] {
  const plain = orders.filter(({ payment }) => payment?.paidAt && !payment.refund);
  const before = (days: number) => plain.filter(({ createdAt }) => createdAt < after(now, -days * DAY)).at(-1);
  const disputes = new Map([
    [before(160), { reason: 'product_not_received', status: 'won' as const }],
    [before(90), { reason: 'fraudulent', status: 'lost' as const }],
    [before(12), { reason: 'product_unacceptable', status: undefined }],
  ]);
  return orders.map((order) => {
    const dispute = disputes.get(order);
    const { payment } = order;
    if (!dispute || !payment?.paidAt) return order;
    const { reason, status } = dispute;
    const at = after(payment.paidAt, random.int(5, 9) * DAY);
    const closed = status && { status, at: after(at, random.int(10, 30) * DAY) };
    return { ...order, payment: { ...payment, dispute: { reason, at, ...(closed && { closed }) } } };
  });
}

function recentOrders(random: Random, wares: DemoWare[], customers: DemoCustomer[], now: Date): DemoOrder[] {
  // The last piece stays on the shelf: an order that takes it would change what the website shows.
  const plenty = wares.filter(({ stock }) => stock > 4);
  return RECENT.flatMap(({ hoursAgo, went }) => {
    const createdAt = after(now, -hoursAgo * HOUR);
    const order = orderAt(random, createdAt, plenty, customers);
    if (!order) return [];
    const begun = after(createdAt, 5 * MINUTE);
    const tries = went === 'declined' ? [{ card: DECLINED, at: after(begun, MINUTE) }] : [];
    return [went === 'not begun' ? order : { ...order, payment: { id: idMadeAt(begun, random), tries } }];
  });
}

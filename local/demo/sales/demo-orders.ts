import { toLondon } from '../../../src/lib/dates.ts';
import type { RefundReason } from '../../../src/services/sales/statuses.ts';
import { createIdAt } from '../create-id-at.ts';
import type { DemoCustomer } from '../customers.ts';
import { SEASON } from '../demand.ts';
import type { Random } from '../random.ts';

/** A product that can be ordered; prices in pence. */
export type OrderableProduct = { productId: string; title: string; unitPrice: number; stock: number; createdAt: Date };

export type DemoLine = { productId: string; title: string; quantity: number; unitPrice: number };

export type DemoPayment = {
  id: string;
  /** The attempts to pay, each with its test card. If `paidAt` is set, the last attempt succeeded at that time. */
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
  /** The time at which an unpaid order was cancelled, after the end of its payment window. */
  canceledAt?: Date;
  /** Missing if the customer did not start to pay. */
  payment?: DemoPayment;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 365;
/** How long a customer has to pay for an order: the default of the payment window in the settings. */
export const PAYMENT_WINDOW_MS = 24 * HOUR_MS;

const GOOD_CARDS = ['pm_card_visa', 'pm_card_visa_debit', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_gb'];
const DECLINED = 'pm_card_chargeDeclinedInsufficientFunds';

/** The mean number of orders on each day from Monday to Sunday, before the factor for the season. */
const WEEK = [0.7, 0.8, 0.9, 1, 1.1, 1.8, 1.5];

/** The orders of the last hours before `now`, so that the demo contains orders in every state. */
const RECENT_ORDERS = [
  { hoursAgo: 20, went: 'open' },
  { hoursAgo: 11, went: 'declined' },
  { hoursAgo: 6, went: 'not begun' },
  { hoursAgo: 2, went: 'open' },
] as const;

/** The orders of a year, oldest first. Most of them were paid, some were never paid, some were refunded and three disputed. */
export function demoOrders(
  random: Random,
  products: OrderableProduct[],
  customers: DemoCustomer[],
  now: Date,
): DemoOrder[] {
  const today = toLondon(now).startOf('day');
  const days = Array.from({ length: DAYS }, (_, nth) => today.minus({ days: DAYS - nth }));
  const moments = days.flatMap((day) => {
    const mean = (WEEK[day.weekday - 1] ?? 1) * (SEASON[day.month - 1] ?? 1);
    const count = Math.floor(mean + random.next());
    return Array.from({ length: count }, () => day.plus({ minutes: random.int(8 * 60, 22 * 60) }).toJSDate());
  });
  const past = moments
    .filter((at) => at.getTime() < now.getTime() - PAYMENT_WINDOW_MS - HOUR_MS)
    .sort((a, b) => a.getTime() - b.getTime())
    .flatMap((at) => {
      const order = createOrder(random, at, products, customers);
      return order ? [{ ...order, ...createOutcome(random, order, now) }] : [];
    });
  return [...withDisputes(random, past, now), ...recentOrders(random, products, customers, now)];
}

type PlacedOrder = Pick<DemoOrder, 'id' | 'customer' | 'createdAt' | 'lines' | 'total'>;

/** Creates an order of a random customer; undefined if there were no customers, or too few products, at `createdAt`. */
function createOrder(
  random: Random,
  createdAt: Date,
  products: OrderableProduct[],
  customers: DemoCustomer[],
): PlacedOrder | undefined {
  const offered = products.filter((ware) => ware.createdAt < createdAt);
  const registered = customers.filter((customer) => customer.emailVerified && customer.createdAt < createdAt);
  if (offered.length < 3 || registered.length === 0) return undefined;
  const first = random.pick(offered);
  const second = random.chance(0.22) ? random.pick(offered) : first;
  const lines = [...new Set([first, second])].map(({ productId, title, unitPrice }) => ({
    ...{ productId, title, unitPrice },
    quantity: random.chance(0.08) ? 2 : 1,
  }));
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return { id: createIdAt(createdAt, random), customer: random.pick(registered), createdAt, lines, total };
}

const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

function createOutcome(random: Random, order: PlacedOrder, now: Date): Pick<DemoOrder, 'payment' | 'canceledAt'> {
  const begun = addMs(order.createdAt, random.int(1, 30) * MINUTE_MS);
  const declined = { card: DECLINED, at: addMs(begun, MINUTE_MS) };
  const id = createIdAt(begun, random);
  if (random.chance(0.11)) {
    const canceledAt = addMs(order.createdAt, PAYMENT_WINDOW_MS + random.int(5, 55) * 1000);
    if (random.chance(0.35)) return { canceledAt };
    return { canceledAt, payment: { id, canceledAt, tries: random.chance(0.5) ? [declined] : [] } };
  }
  const paidAt = addMs(begun, random.int(3, 12) * MINUTE_MS);
  const paid = { card: random.pick(GOOD_CARDS), at: paidAt };
  const tries = random.chance(0.07) ? [declined, paid] : [paid];
  return { payment: { id, tries, paidAt, ...createRefund(random, order, paidAt, now) } };
}

function createRefund(random: Random, { total }: PlacedOrder, paidAt: Date, now: Date): Pick<DemoPayment, 'refund'> {
  const share = random.next();
  const at = addMs(paidAt, random.int(1, 25) * DAY_MS + random.int(0, 8 * HOUR_MS));
  if (share > 0.08 || at > now) return {};
  const whole = share < 0.03;
  const amount = whole ? total : Math.round((total * random.int(5, 30)) / 10_000) * 100;
  const reason = random.chance(0.9) ? 'requested_by_customer' : 'duplicate';
  return { refund: { id: createIdAt(at, random), amount, reason, at } };
}

/** Adds three disputes to paid orders without a refund: one won, one lost, and one still undecided. */
function withDisputes(random: Random, orders: DemoOrder[], now: Date): DemoOrder[] {
  const undisputed = orders.filter(({ payment }) => payment?.paidAt && !payment.refund);
  const findLastBefore = (days: number) =>
    undisputed.filter(({ createdAt }) => createdAt < addMs(now, -days * DAY_MS)).at(-1);
  const disputes = new Map([
    [findLastBefore(160), { reason: 'product_not_received', status: 'won' as const }],
    [findLastBefore(90), { reason: 'fraudulent', status: 'lost' as const }],
    [findLastBefore(12), { reason: 'product_unacceptable', status: undefined }],
  ]);
  return orders.map((order) => {
    const dispute = disputes.get(order);
    const { payment } = order;
    if (!dispute || !payment?.paidAt) return order;
    const { reason, status } = dispute;
    const at = addMs(payment.paidAt, random.int(5, 9) * DAY_MS);
    const closed = status && { status, at: addMs(at, random.int(10, 30) * DAY_MS) };
    return { ...order, payment: { ...payment, dispute: { reason, at, ...(closed && { closed }) } } };
  });
}

function recentOrders(random: Random, products: OrderableProduct[], customers: DemoCustomer[], now: Date): DemoOrder[] {
  // These orders reserve stock. An order for the last piece would make the product sold out on the website.
  const plenty = products.filter(({ stock }) => stock > 4);
  return RECENT_ORDERS.flatMap(({ hoursAgo, went }) => {
    const createdAt = addMs(now, -hoursAgo * HOUR_MS);
    const order = createOrder(random, createdAt, plenty, customers);
    if (!order) return [];
    const begun = addMs(createdAt, 5 * MINUTE_MS);
    const tries = went === 'declined' ? [{ card: DECLINED, at: addMs(begun, MINUTE_MS) }] : [];
    return [went === 'not begun' ? order : { ...order, payment: { id: createIdAt(begun, random), tries } }];
  });
}

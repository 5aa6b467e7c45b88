import type { Payload, PayloadRequest, Where } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import { isFilterError } from '../../database/data-error.ts';
import type { Booking, BrochureRequest, Order, Payment, Product, TimeSlot } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';
import { dialledPhone } from '../contact.ts';
import { csv } from '../csv.ts';
import { inLondon } from '../london.ts';

/** As many rows as a file has at most; more are for the database's own tools. */
const MAX_ROWS = 10_000;
const PAGE = 500;

type Cell = string | number | null | undefined;
type Columns<T> = Record<string, (row: T) => Cell>;

const pounds = (pence: number | null | undefined) => (pence == null ? null : (pence / 100).toFixed(2));
const moment = (at: string | null | undefined) => (at ? inLondon(at).toFormat('yyyy-MM-dd HH:mm') : null);
const slotOf = ({ slot }: Booking) => (typeof slot === 'object' ? (slot as TimeSlot) : undefined);

const bookings: Columns<Booking> = {
  Reference: ({ referenceCode }) => referenceCode,
  Status: ({ status }) => status,
  Type: ({ type }) => type,
  Visit: (booking) => moment(slotOf(booking)?.startsAt),
  Kitchen: ({ forKitchen }) => (forKitchen ? 'yes' : 'no'),
  Bedroom: ({ forBedroom }) => (forBedroom ? 'yes' : 'no'),
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  'E-mail': ({ email }) => email,
  Phone: ({ phone }) => dialledPhone(phone),
  Address: ({ address }) => address,
  Postcode: ({ postcode }) => postcode,
  Notes: ({ notes }) => notes,
  Made: ({ createdAt }) => moment(createdAt),
};

const orders: Columns<Order> = {
  Number: ({ orderNumber }) => orderNumber,
  Status: ({ status }) => status,
  Name: ({ billingName }) => billingName,
  Net: ({ subtotal }) => pounds(subtotal),
  VAT: ({ vat }) => pounds(vat),
  Total: ({ total }) => pounds(total),
  Currency: ({ currency }) => currency,
  Made: ({ createdAt }) => moment(createdAt),
};

const payments: Columns<Payment> = {
  PaymentIntent: ({ stripePaymentIntentId }) => stripePaymentIntentId,
  Status: ({ status }) => status,
  Amount: ({ amount }) => pounds(amount),
  Refunded: ({ refundedAmount }) => pounds(refundedAmount),
  Order: ({ order }) => relationId(order),
  Failure: ({ failureMessage }) => failureMessage,
  Begun: ({ createdAt }) => moment(createdAt),
};

const brochureRequests: Columns<BrochureRequest> = {
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  'E-mail': ({ email }) => email,
  Phone: ({ phone }) => phone && dialledPhone(phone),
  Address: ({ address }) => address,
  Postcode: ({ postcode }) => postcode,
  Asked: ({ createdAt }) => moment(createdAt),
  Delivered: ({ deliveredAt }) => moment(deliveredAt),
};

/** A price list: what its import reads back (services/catalogue/price-list.ts). */
const products: Columns<Product> = {
  slug: ({ slug }) => slug,
  title: ({ title }) => title,
  price: ({ price }) => pounds(price),
  stock: ({ stock }) => stock,
};

const LISTS = { bookings, orders, payments, 'brochure-requests': brochureRequests, products };

export type CsvList = keyof typeof LISTS;

/** Whether a collection's list can be had as CSV. */
export const isCsvList = (slug: string): slug is CsvList => slug in LISTS;

type Query = { where: Where; sort: string | undefined };

/**
 * A list of the admin UI as CSV (RFC 4180, with the mark by which Excel knows UTF-8): the rows that `user` may read, in the
 * list's own filter and order. Cells that a spreadsheet would take for a formula get an apostrophe. Times are London's.
 * @throws Problem validation_failed for more than 10,000 rows, or a filter that its fields cannot have.
 */
export async function listAsCsv(
  payload: Payload,
  list: CsvList,
  { where, sort }: Query,
  user: PayloadRequest['user'],
): Promise<string> {
  const columns = LISTS[list] as Columns<unknown>;
  const rows: Cell[][] = [];
  for (let page = 1; ; page++) {
    const found = await payload
      .find({ collection: list, where, sort, user, page, overrideAccess: false, depth: 1, limit: PAGE })
      .catch((cause: unknown) => {
        if (!isFilterError(cause)) throw cause;
        throw new Problem('validation_failed', 'The list has no such filter.', { cause });
      });
    if (found.totalDocs > MAX_ROWS) {
      throw new Problem('validation_failed', `There are more than ${MAX_ROWS} rows. Filter the list first.`);
    }
    rows.push(...found.docs.map((row) => Object.values(columns).map((cellOf) => cellOf(row))));
    if (!found.hasNextPage) break;
  }
  return csv(Object.keys(columns), rows);
}

import type { Payload, PayloadRequest, Where } from 'payload';
import { recordChange } from '../../database/change-log.ts';
import { isFilterError } from '../../database/errors.ts';
import { withTransaction } from '../../database/transaction.ts';
import { toDialledPhone } from '../../lib/contact.ts';
import { toLondon } from '../../lib/dates.ts';
import { toRelationId } from '../../lib/ids.ts';
import { toCsv } from '../../lib/lists.ts';
import { toPoundsText } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import type { Booking, BrochureRequest, Order, Payment, Product, TimeSlot } from '../../payload-types.ts';

/** Maximum rows of a file. Larger exports are left to the database's own tools. */
const MAX_ROWS = 10_000;
const PAGE_SIZE = 500;

type Cell = string | number | null | undefined;
type Columns<T> = Record<string, (row: T) => Cell>;

const formatPounds = (pence: number | null | undefined) => (pence == null ? null : toPoundsText(pence));
const formatMoment = (at: string | null | undefined) => (at ? toLondon(at).toFormat('yyyy-MM-dd HH:mm') : null);
const getSlot = ({ slot }: Booking) => (typeof slot === 'object' ? (slot as TimeSlot) : undefined);

const bookings: Columns<Booking> = {
  Reference: ({ referenceCode }) => referenceCode,
  Status: ({ status }) => status,
  Type: ({ type }) => type,
  Visit: (booking) => formatMoment(getSlot(booking)?.startsAt),
  Kitchen: ({ forKitchen }) => (forKitchen ? 'yes' : 'no'),
  Bedroom: ({ forBedroom }) => (forBedroom ? 'yes' : 'no'),
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  'E-mail': ({ email }) => email,
  Phone: ({ phone }) => toDialledPhone(phone),
  Address: ({ address }) => address,
  Postcode: ({ postcode }) => postcode,
  Notes: ({ notes }) => notes,
  'Booked at': ({ createdAt }) => formatMoment(createdAt),
};

const orders: Columns<Order> = {
  Number: ({ orderNumber }) => orderNumber,
  Status: ({ status }) => status,
  Name: ({ billingName }) => billingName,
  Net: ({ subtotal }) => formatPounds(subtotal),
  VAT: ({ vat }) => formatPounds(vat),
  Total: ({ total }) => formatPounds(total),
  Currency: ({ currency }) => currency,
  'Ordered at': ({ createdAt }) => formatMoment(createdAt),
};

const payments: Columns<Payment> = {
  PaymentIntent: ({ stripePaymentIntentId }) => stripePaymentIntentId,
  Status: ({ status }) => status,
  Amount: ({ amount }) => formatPounds(amount),
  Refunded: ({ refundedAmount }) => formatPounds(refundedAmount),
  Order: ({ order }) => toRelationId(order),
  Failure: ({ failureMessage }) => failureMessage,
  'Started at': ({ createdAt }) => formatMoment(createdAt),
};

const brochureRequests: Columns<BrochureRequest> = {
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  'E-mail': ({ email }) => email,
  Phone: ({ phone }) => phone && toDialledPhone(phone),
  Address: ({ address }) => address,
  Postcode: ({ postcode }) => postcode,
  'Requested at': ({ createdAt }) => formatMoment(createdAt),
  'Delivered at': ({ deliveredAt }) => formatMoment(deliveredAt),
};

/** The columns of a price list, in the format that its import reads (services/catalogue/read-price-list.ts). */
const products: Columns<Product> = {
  slug: ({ slug }) => slug,
  title: ({ title }) => title,
  price: ({ price }) => formatPounds(price),
  stock: ({ stock }) => stock,
};

const LIST_COLUMNS = { bookings, orders, payments, 'brochure-requests': brochureRequests, products };

export type CsvList = keyof typeof LIST_COLUMNS;

/** Whether a collection's list can be exported as CSV. */
export const isCsvList = (slug: string): slug is CsvList => slug in LIST_COLUMNS;

type ListQuery = { where: Where; sort: string | undefined };

/**
 * Renders a list of the admin UI as CSV (RFC 4180, with a byte order mark so that Excel detects UTF-8): the rows that `user` may
 * read, with the filter and order of the list. A cell that a spreadsheet would treat as a formula gets an apostrophe. Times are
 * in London time.
 * @throws Problem validation_failed for more than 10,000 rows or an invalid filter
 */
export async function renderListCsv(
  payload: Payload,
  list: CsvList,
  { where, sort }: ListQuery,
  user: PayloadRequest['user'],
): Promise<string> {
  const columns = LIST_COLUMNS[list] as Columns<unknown>;
  const rows: Cell[][] = [];
  for (let page = 1; ; page++) {
    const found = await payload
      .find({ collection: list, where, sort, user, page, overrideAccess: false, depth: 1, limit: PAGE_SIZE })
      .catch((cause: unknown) => {
        if (!isFilterError(cause)) throw cause;
        throw new Problem(
          'validation_failed',
          'The filter is invalid for this list. Change it, then export the list again.',
          { cause },
        );
      });
    if (found.totalDocs > MAX_ROWS) {
      throw new Problem(
        'validation_failed',
        `There are more than ${MAX_ROWS.toLocaleString('en-GB')} rows. Filter the list, then export it again.`,
      );
    }
    rows.push(...found.docs.map((row) => Object.values(columns).map((toCell) => toCell(row))));
    if (!found.hasNextPage) break;
  }
  return toCsv(Object.keys(columns), rows);
}

type ExportedListQuery = Parameters<typeof renderListCsv>[2];
type Exporter = { user: PayloadRequest['user']; staffId: string };

/**
 * Exports a list as CSV for a member of staff. The change log records who exported the list.
 * @throws the errors of {@link renderListCsv}; a failed export is not recorded
 */
export async function exportList(
  payload: Payload,
  list: CsvList,
  query: ExportedListQuery,
  { user, staffId }: Exporter,
): Promise<string> {
  const text = await renderListCsv(payload, list, query, user);
  const change = { entity: list, target: { label: 'A list as CSV' }, action: 'export', staffId, fields: {} } as const;
  await withTransaction(payload, (req) => recordChange(req, change));
  return text;
}

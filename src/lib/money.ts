/** Converts integer pence to the decimal pounds of `/v1`. */
export const toPounds = (pence: number): number => pence / 100;

/** Converts decimal pounds of `/v1` to pence; undefined for more than two decimals, NaN, and amounts too large to be exact. */
export function toPence(pounds: number): number | undefined {
  const pence = Math.round(pounds * 100);
  return Number.isSafeInteger(pence) && pence / 100 === pounds ? pence : undefined;
}

/** Converts a typed amount in pounds, such as `16` or `16.50`, to pence; undefined for any other text. */
export const parsePounds = (typed: string): number | undefined =>
  /^\d+(\.\d{1,2})?$/.test(typed) ? toPence(Number(typed)) : undefined;

const poundsFormat = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** Formats pence as plain pounds for files and inputs: 1499.99. */
export const toPoundsText = (pence: number): string => toPounds(pence).toFixed(2);

/** Formats pence for people: £1,499.99. */
export const formatPence = (pence: number): string => poundsFormat.format(toPounds(pence));

/** An amount split into net and VAT in pence. The two parts always add up to the total. */
export type Vat = { subtotal: number; vat: number; total: number };

/**
 * Computes the VAT contained in a total, in pence. The VAT is rounded half up once, on the total; HMRC's notice 700 §17.5
 * permits this to retailers whose prices include VAT. The net is the remainder.
 * @param rate percent, rounded to two decimals
 */
export function extractVat(total: number, rate: number): Vat {
  const basisPoints = Math.round(rate * 100);
  const vat = Math.round((total * basisPoints) / (10_000 + basisPoints));
  return { subtotal: total - vat, vat, total };
}

/** Integer pence as the decimal pounds of `/v1`. */
export const toPounds = (pence: number): number => pence / 100;

/** Decimal pounds of `/v1` in pence; undefined for more than two decimals, or what is no amount at all. */
export function toPence(pounds: number): number | undefined {
  const pence = Math.round(pounds * 100);
  return Number.isSafeInteger(pence) && pence / 100 === pounds ? pence : undefined;
}

/** An amount with its VAT taken out: the parts always add up to the whole. */
export type Vat = { subtotal: number; vat: number; total: number };

/**
 * The VAT contained in a total, in pence. It is rounded once, on the total and half up, which HMRC's notice 700 §17.5
 * leaves to retailers who price with VAT; the net is what is left.
 * @param rate percent, of which two decimals count
 */
export function containedVat(total: number, rate: number): Vat {
  const basisPoints = Math.round(rate * 100);
  const vat = Math.round((total * basisPoints) / (10_000 + basisPoints));
  return { subtotal: total - vat, vat, total };
}

const sterling = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** Pence as people write them: £1,499.99. */
export const formatPence = (pence: number): string => sterling.format(pence / 100);

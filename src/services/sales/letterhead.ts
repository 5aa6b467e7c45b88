import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { Payload } from 'payload';
import sharp from 'sharp';
import { toReadableShades } from '../../lib/colours.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { readPaperBrand, type Seller } from '../settings/index.ts';
import type { InvoiceKind } from './issue-invoice.ts';
import type { InvoiceLine } from './lock-payment.ts';

/** An earlier document that a note refers to. */
export type EarlierDocument = { number: string; issuedAt: string };

/** The content of an invoice or note. Amounts are in pence. */
export type InvoiceDocument = EarlierDocument & {
  kind: InvoiceKind;
  orderNumber: string;
  billingName: string;
  billingAddress: string | null;
  seller: Seller;
  lines: readonly InvoiceLine[];
  subtotal: number;
  vat: number;
  total: number;
  vatRate: number;
  reference: string | null;
  /** For a note: the invoice that it changes, with its lines. */
  invoice: (EarlierDocument & { lines: readonly InvoiceLine[] }) | null;
  /** For a debit note: the credit note that it reverses. */
  creditNote: EarlierDocument | null;
  /**
   * How and when the money moved: paid, refunded to the card, or taken back by the bank in a dispute. Null if no money has moved.
   */
  settlement: { how: 'paid' | 'refunded' | 'disputed'; at: string } | null;
};

/** A logo in a format that PDFs support, and its size in pixels. */
export type PaperLogo = { png: Buffer; width: number; height: number };

/** The company's colour and logo for documents; `colour` is `#rrggbb` and readable on white. */
export type Letterhead = { colour: string | null; logo: PaperLogo | null };

export const PLAIN_LETTERHEAD: Letterhead = { colour: null, logo: null };

/** The maximum size of the logo in pixels: three times the size in points that the logo has on the page. */
const LOGO_BOX = { width: 600, height: 150 };
const MAX_PIXELS = 50_000_000;

/** Logos by storage key. The file of a key never changes. */
const cache = new LRUCache<string, PaperLogo>({ max: 4 });

/** Reads the letterhead from the current settings. */
export async function readLetterhead(payload: Payload): Promise<Letterhead> {
  const { colour, logoKey } = await readPaperBrand(payload);
  return {
    colour: colour && toReadableShades(colour, { light: '#ffffff', dark: '#000000' }).light.action,
    logo: logoKey ? await readLogo(payload, logoKey) : null,
  };
}

/** Reads a logo; null if it is missing or unreadable, because documents must be issued even without a logo. */
async function readLogo(payload: Payload, key: string): Promise<PaperLogo | null> {
  const cached = cache.get(key);
  if (cached) return cached;
  const stored = await runtimeOf(payload).storage.get(key);
  if (!stored) return null;
  const bytes = await buffer(stored.body);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize({ ...LOGO_BOX, fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer({ resolveWithObject: true });
    const logo = { png: data, width: info.width, height: info.height };
    cache.set(key, logo);
    return logo;
  } catch (err) {
    payload.logger.warn({ err, key }, 'The logo cannot be drawn on invoices. They show the company name instead.');
    return null;
  }
}

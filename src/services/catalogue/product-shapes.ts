import { z } from 'zod';
import { CATEGORY_VALUES } from './product-query.ts';

const instant = z.iso.datetime();
const term = z.object({ slug: z.string(), name: z.string() });
const url = z.url();

/** The width of each variant in pixels; null for a video. */
const widths = z.object({ original: z.number(), large: z.number(), medium: z.number(), thumb: z.number() }).nullable();

/** A product in the format of docs/spec/api.md#2-products. */
export const product = z.object({
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  category: z.enum(CATEGORY_VALUES as [string, ...string[]]),
  style: term.nullable(),
  range: term.nullable(),
  finish: term.nullable(),
  colours: z.array(z.object({ slug: z.string(), name: z.string(), hex: z.string() })),
  price: z.number().min(0).meta({ description: 'In pounds, including VAT.' }),
  currency: z.literal('GBP'),
  inStock: z.boolean(),
  images: z.array(
    z.object({
      url,
      alt: z.string().nullable(),
      width: z.number().nullable(),
      height: z.number().nullable(),
      variants: z.object({ original: url, large: url, medium: url, thumb: url }),
      widths,
    }),
  ),
  summary: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
});

/** A product with its description, as on its own page. */
export const productDetail = product.extend({
  description: z.object({ html: z.string(), lexical: z.record(z.string(), z.unknown()).nullable() }),
});

export const productPage = z.object({
  data: z.array(product),
  nextCursor: z.uuid().nullable(),
  hasNextPage: z.boolean(),
});

const facet = z.array(z.object({ value: z.string(), name: z.string(), count: z.int() }));

export const productFacetCounts = z.object({
  data: z.object({
    category: facet,
    colour: facet,
    style: facet,
    range: facet,
    finish: facet,
    price: z.object({ min: z.number().nullable(), max: z.number().nullable() }),
    inStock: z.int(),
  }),
});

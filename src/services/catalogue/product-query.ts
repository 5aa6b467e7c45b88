import { z } from 'zod';
import { lineInput } from '../../lib/text.ts';

/** The rooms for which products are made. */
export const CATEGORIES = [
  { value: 'KITCHEN', label: 'Kitchen' },
  { value: 'BEDROOM', label: 'Bedroom' },
] as const;

export type Category = (typeof CATEGORIES)[number]['value'];

const MAX_PRICE_PENCE = 100_000_000;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const CATEGORY_VALUES = CATEGORIES.map(({ value }) => value);

/** The filters by terms. The facets of the terms have the same names. */
export const TERM_FILTERS = ['colour', 'style', 'range', 'finish'] as const;
export type TermFilter = (typeof TERM_FILTERS)[number];

export const SORTS = ['createdAt', '-createdAt', 'price', '-price', 'title', '-title'] as const;

/** Comma-separated slugs, parsed to a sorted list without duplicates. */
const slugs = z
  .string()
  .transform((value) => [...new Set(value.split(','))].sort())
  .pipe(z.array(z.string().max(200).regex(SLUG, 'Enter slugs, separated by commas.')).max(50));

/** Decimal pounds, parsed to whole pence. */
const pounds = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,2})?$/, 'Enter an amount in pounds, such as 1499 or 1499.99.')
  .transform((value) => Math.round(Number(value) * 100))
  .refine((pence) => pence <= MAX_PRICE_PENCE, `Enter at most ${MAX_PRICE_PENCE / 100} pounds.`);

const booleanText = z.enum(['true', 'false']).transform((value) => value === 'true');

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/, 'Enter a whole number.')
  .transform(Number);

const ranges = { priceMin: pounds.optional(), priceMax: pounds.optional(), inStock: booleanText.optional() };

const filter = z
  .strictObject({
    colour: slugs.optional(),
    style: slugs.optional(),
    range: slugs.optional(),
    finish: slugs.optional(),
    ...ranges,
  })
  .meta({ param: { style: 'deepObject', explode: true } });

const criteria = {
  category: z.enum(CATEGORY_VALUES as [string, ...string[]]).optional(),
  filter: filter.optional(),
  ...ranges,
  q: lineInput(100).optional(),
};

type CriteriaInput = z.output<z.ZodObject<typeof criteria>>;

/** The criteria of a product list; prices are in pence. */
export type Criteria = { [Name in TermFilter]?: string[] | undefined } & {
  category?: string | undefined;
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  inStock?: boolean | undefined;
  q?: string | undefined;
};

/**
 * Checks that no filter by price or stock is given both inside and outside `filter`, and that priceMin does not exceed priceMax.
 */
function checkRanges({ filter, ...bounds }: CriteriaInput, context: z.RefinementCtx): void {
  for (const name of ['priceMin', 'priceMax', 'inStock'] as const) {
    if (bounds[name] === undefined || filter?.[name] === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `${name} is given twice: as ${name} and as filter[${name}]. Send only one of them.`,
    });
  }
  const { priceMin = 0, priceMax = MAX_PRICE_PENCE } = { ...bounds, ...filter };
  if (priceMin > priceMax)
    context.addIssue({ code: 'custom', path: ['priceMax'], message: 'priceMax must not be less than priceMin.' });
}

/** Converts query parameters to criteria. */
export const toCriteria = ({ category, filter, priceMin, priceMax, inStock, q }: CriteriaInput): Criteria => ({
  category,
  priceMin,
  priceMax,
  inStock,
  q,
  ...filter,
});

/** The query string of `/v1/products/facets` (docs/spec/api.md#2-products). */
export const facetsParameters = z.strictObject(criteria).superRefine(checkRanges);

/** The query string of `/v1/products` (docs/spec/api.md#2-products). */
export const productsParameters = z
  .strictObject({
    ...criteria,
    sort: z.enum(SORTS).default('-createdAt'),
    limit: wholeNumber.pipe(z.number().min(1).max(100)).default(20),
    cursor: z.string().max(100).optional().meta({ description: 'The `nextCursor` of the previous page.' }),
  })
  .superRefine(checkRanges);

/** The criteria, order and position of a requested page of products. */
export type ProductsQuery = {
  criteria: Criteria;
  sort: (typeof SORTS)[number];
  limit: number;
  cursor: string | undefined;
};

/** Converts the query parameters of a page to a query. */
export const toProductsQuery = (parameters: z.output<typeof productsParameters>): ProductsQuery => {
  const { sort, limit, cursor } = parameters;
  return { criteria: toCriteria(parameters), sort, limit, cursor };
};

/**
 * Returns a canonical cache key, the same for equivalent queries: the filters are sorted by name, and missing filters are left
 * out.
 */
export const canonicalQuery = ({ criteria, sort, limit, cursor }: Partial<ProductsQuery>): string =>
  JSON.stringify([
    sort,
    limit,
    cursor,
    Object.entries(criteria ?? {})
      .filter(isGiven)
      .sort(),
  ]);

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;

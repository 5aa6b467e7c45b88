import { z } from 'zod';
import { lineInput } from '../text/inputs.ts';
import { CATEGORIES } from './categories.ts';

const MAX_PRICE = 100_000_000;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const CATEGORY_VALUES = CATEGORIES.map(({ value }) => value);

/** What products are filtered by besides category, price and stock; also the names of the facets. */
export const TERM_FILTERS = ['colour', 'style', 'range', 'finish'] as const;
export type TermFilter = (typeof TERM_FILTERS)[number];

export const SORTS = ['createdAt', '-createdAt', 'price', '-price', 'title', '-title'] as const;

/** Slugs with commas between them, as a sorted set. */
const slugs = z
  .string()
  .transform((value) => [...new Set(value.split(','))].sort())
  .pipe(z.array(z.string().max(200).regex(SLUG, 'Slugs with commas between them.')).max(50));

/** Decimal pounds, as whole pence. */
const pounds = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,2})?$/, 'A number of pounds such as 1499 or 1499.99.')
  .transform((value) => Math.round(Number(value) * 100))
  .refine((pence) => pence <= MAX_PRICE, `At most ${MAX_PRICE / 100}.`);

const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/, 'A whole number.')
  .transform(Number);

const ranges = { priceMin: pounds.optional(), priceMax: pounds.optional(), inStock: yesOrNo.optional() };

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

type Given = z.output<z.ZodObject<typeof criteria>>;

/** Which products are asked for, prices in pence. */
export type Criteria = { [Name in TermFilter]?: string[] | undefined } & {
  category?: string | undefined;
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  inStock?: boolean | undefined;
  q?: string | undefined;
};

/** Price and stock may stand beside `filter` or in it, and not in both. */
function checkRanges({ filter, ...given }: Given, context: z.RefinementCtx): void {
  for (const name of ['priceMin', 'priceMax', 'inStock'] as const) {
    if (given[name] === undefined || filter?.[name] === undefined) continue;
    context.addIssue({ code: 'custom', path: [name], message: `Given twice: here and as filter[${name}].` });
  }
  const { priceMin = 0, priceMax = MAX_PRICE } = { ...given, ...filter };
  if (priceMin > priceMax) context.addIssue({ code: 'custom', path: ['priceMax'], message: 'Less than priceMin.' });
}

/** Which products the parameters ask for. */
export const criteriaOf = ({ category, filter, priceMin, priceMax, inStock, q }: Given): Criteria => ({
  category,
  priceMin,
  priceMax,
  inStock,
  q,
  ...filter,
});

/** The query string of `/v1/products/facets` (api.md §2). */
export const facetsParameters = z.strictObject(criteria).superRefine(checkRanges);

/** The query string of `/v1/products` (api.md §2). */
export const productsParameters = z
  .strictObject({
    ...criteria,
    sort: z.enum(SORTS).default('-createdAt'),
    limit: wholeNumber.pipe(z.number().min(1).max(100)).default(20),
    cursor: z.string().max(100).optional().meta({ description: 'The `nextCursor` of the page before.' }),
  })
  .superRefine(checkRanges);

/** A page of products that is asked for. */
export type ProductsQuery = {
  criteria: Criteria;
  sort: (typeof SORTS)[number];
  limit: number;
  cursor: string | undefined;
};

/** What the parameters of a page ask for. */
export const productsQuery = (given: z.output<typeof productsParameters>): ProductsQuery => {
  const { sort, limit, cursor } = given;
  return { criteria: criteriaOf(given), sort, limit, cursor };
};

/** The same text for all that ask for the same: in one order, without what was not given. */
export const canonical = ({ criteria, sort, limit, cursor }: Partial<ProductsQuery>): string =>
  JSON.stringify([
    sort,
    limit,
    cursor,
    Object.entries(criteria ?? {})
      .filter(isGiven)
      .sort(),
  ]);

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;

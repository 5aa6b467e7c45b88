import { sanitizeUrl } from 'payload/shared';
import { z } from 'zod';

/** What `sanitizeUrl` makes of a scheme that could run code, such as `javascript:`. */
const REFUSED_URL = '#';

const url = z
  .string()
  .max(2000)
  .refine((value) => value.trim() === '#' || sanitizeUrl(value) !== REFUSED_URL, 'Not a web, mail or telephone link');

const format = z.enum(['', 'left', 'start', 'center', 'right', 'end', 'justify']).optional();

const element = { format, indent: z.int().min(0).max(20).optional() };

const relation = z.union([z.uuid(), z.looseObject({ id: z.uuid() })]);

const link = z.looseObject({
  ...element,
  fields: z.looseObject({
    url: url.nullish(),
    linkType: z.enum(['custom', 'internal']).nullish(),
    newTab: z.boolean().nullish(),
    doc: z.looseObject({ relationTo: z.enum(['blogs', 'products']), value: relation }).nullish(),
  }),
});

/** Node types with children, by what else they have to carry. */
export const ELEMENTS: Readonly<Record<string, z.ZodType>> = {
  root: z.looseObject(element),
  paragraph: z.looseObject(element),
  quote: z.looseObject(element),
  heading: z.looseObject({ ...element, tag: z.enum(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']) }),
  list: z.looseObject({
    ...element,
    tag: z.enum(['ul', 'ol']),
    listType: z.enum(['bullet', 'number', 'check']),
    start: z.int().optional(),
  }),
  listitem: z.looseObject({ ...element, value: z.int().optional(), checked: z.boolean().optional() }),
  link,
  autolink: link,
};

const text = z.looseObject({
  text: z.string(),
  format: z.int().min(0).optional(),
  style: z.string().optional(),
});

/** Node types without children. What a block holds is checked by the block's own fields. */
export const LEAVES: Readonly<Record<string, z.ZodType>> = {
  text,
  tab: text,
  linebreak: z.looseObject({}),
  horizontalrule: z.looseObject({}),
  upload: z.looseObject({ format, relationTo: z.literal('media'), value: relation }),
  block: z.looseObject({ format, fields: z.looseObject({ blockType: z.string() }) }),
};

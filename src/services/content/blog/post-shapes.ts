import { z } from 'zod';

const url = z.url();

/** Pixels that each variant is wide; null for a film. */
const widths = z.object({ original: z.number(), large: z.number(), medium: z.number(), thumb: z.number() }).nullable();

const picture = z
  .object({
    url,
    alt: z.string().nullable(),
    width: z.number().nullable(),
    height: z.number().nullable(),
    variants: z.object({ original: url, large: url, medium: url, thumb: url }),
    widths,
  })
  .nullable();

/** A post as lists show it. Of its author the name alone is public. */
const post = z.object({
  blogId: z.uuid(),
  slug: z.string(),
  title: z.string(),
  excerpt: z.string().nullable(),
  cover: picture,
  author: z.object({ name: z.string() }).nullable(),
  publishedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** A post with its text and what search engines and shared links show of it. */
export const postDetail = post.extend({
  content: z.object({ html: z.string(), lexical: z.record(z.string(), z.unknown()) }),
  seo: z.object({ title: z.string().nullable(), description: z.string().nullable(), image: picture }),
});

export const postPage = z.object({ data: z.array(post), nextCursor: z.uuid().nullable(), hasNextPage: z.boolean() });

/** The answer to whoever wrote a post (api.md §6). */
export const writtenPost = z.object({ blogId: z.uuid(), slug: z.string(), status: z.enum(['DRAFT', 'PUBLISHED']) });

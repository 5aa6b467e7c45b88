import { z } from 'zod';
import { toDate } from '../../../lib/dates.ts';
import { cleanText, lineInput } from '../../../lib/text.ts';
import { CONTENT_FORMATS } from './prepare-rich-text.ts';

const url = z.url();

/** The width of each variant in pixels; null for a video. */
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

/** A post in lists. Only the name of its author is public. */
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

/** A post with its text and its metadata for search engines and shared links. */
export const postDetail = post.extend({
  content: z.object({ html: z.string(), lexical: z.record(z.string(), z.unknown()) }),
  seo: z.object({ title: z.string().nullable(), description: z.string().nullable(), image: picture }),
});

export const postPage = z.object({ data: z.array(post), nextCursor: z.uuid().nullable(), hasNextPage: z.boolean() });

/** The response to creating or changing a post (docs/spec/api.md#6-blog). */
export const writtenPost = z.object({ blogId: z.uuid(), slug: z.string(), status: z.enum(['DRAFT', 'PUBLISHED']) });

const title = lineInput(200);
const excerpt = z.string().overwrite(cleanText).max(500).nullable();
const coverImageId = z.uuid().nullable();
const status = z.enum(['DRAFT', 'PUBLISHED']);
/** The text of a post. Lexical content is limited by the size of the request body and the number of nodes. */
const content = z.union([z.string().min(1).max(200_000), z.record(z.string(), z.unknown())]).meta({
  description: 'The text of the post, in the format `contentFormat`: an object for `lexical`, otherwise a string.',
});
const contentFormat = z.enum(CONTENT_FORMATS).default('markdown');
const publishAt = z.iso.datetime({ offset: true }).transform((value) => toDate(value));

type ContentInput = { content?: unknown; contentFormat: (typeof CONTENT_FORMATS)[number] };

/** Whether the content has the type of its format: a string for Markdown and HTML, an object for Lexical. */
const hasMatchingFormat = ({ content: sent, contentFormat: format }: ContentInput) =>
  sent === undefined || (typeof sent === 'string') === (format !== 'lexical');

const formatMismatch = { path: ['content'], error: 'Send a string for markdown and html, an object for lexical.' };

/** The body of `POST /v1/blog` (docs/spec/api.md#6-blog). */
export const newPost = z
  .strictObject({
    ...{ title, content, contentFormat, status },
    ...{ excerpt: excerpt.optional(), coverImageId: coverImageId.optional(), publishAt: publishAt.optional() },
  })
  .refine(hasMatchingFormat, formatMismatch);

/** The body of `PATCH /v1/blog/:id`. Omitted fields are not changed; `publishAt: null` cancels the schedule. */
export const postChange = z
  .strictObject({
    ...{ title: title.optional(), content: content.optional(), contentFormat, status: status.optional() },
    ...{ excerpt: excerpt.optional(), coverImageId: coverImageId.optional(), publishAt: publishAt.nullish() },
  })
  .refine(hasMatchingFormat, formatMismatch);

export type NewPost = z.output<typeof newPost>;
export type PostChange = z.output<typeof postChange>;

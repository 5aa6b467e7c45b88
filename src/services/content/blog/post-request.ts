import { z } from 'zod';
import { toDate } from '../../../dates.ts';
import { cleanText } from '../../text/clean.ts';
import { lineInput } from '../../text/inputs.ts';
import { CONTENT_FORMATS } from './to-article.ts';

const title = lineInput(200);
const excerpt = z.string().overwrite(cleanText).max(500).nullable();
const coverImageId = z.uuid().nullable();
const status = z.enum(['DRAFT', 'PUBLISHED']);
/** Text of a post; Lexical is bounded by the size of the body and by the number of its nodes. */
const content = z.union([z.string().min(1).max(200_000), z.record(z.string(), z.unknown())]).meta({
  description: 'Text of the `contentFormat`; an object for `lexical`.',
});
const contentFormat = z.enum(CONTENT_FORMATS).default('markdown');
const publishAt = z.iso.datetime({ offset: true }).transform((value) => toDate(value));

type Sent = { content?: unknown; contentFormat: (typeof CONTENT_FORMATS)[number] };

/** Markdown and HTML come as a string, Lexical as an object. */
const fits = ({ content: sent, contentFormat: format }: Sent) =>
  sent === undefined || (typeof sent === 'string') === (format !== 'lexical');

const misfit = { path: ['content'], error: 'A string for markdown and html, an object for lexical.' };

/** The body of `POST /v1/blog` (api.md §6). */
export const newPost = z
  .strictObject({
    ...{ title, content, contentFormat, status },
    ...{ excerpt: excerpt.optional(), coverImageId: coverImageId.optional(), publishAt: publishAt.optional() },
  })
  .refine(fits, misfit);

/** The body of `PATCH /v1/blog/:id`: what is left out stays. `publishAt: null` drops the schedule. */
export const postChange = z
  .strictObject({
    ...{ title: title.optional(), content: content.optional(), contentFormat, status: status.optional() },
    ...{ excerpt: excerpt.optional(), coverImageId: coverImageId.optional(), publishAt: publishAt.nullish() },
  })
  .refine(fits, misfit);

export type NewPost = z.output<typeof newPost>;
export type PostChange = z.output<typeof postChange>;

import type { Payload } from 'payload';
import type { Sent } from '../../support/gateway.ts';

type Called = { status: number; body: unknown };
type Call = (method: string, path: string, sent?: Sent) => Promise<Called>;

export type Written = { blogId: string; slug: string; status: string };

/** Creates a post through `/v1/blog`. @throws Error if the request is refused */
export async function write(call: Call, token: string, post: Record<string, unknown>): Promise<Written> {
  const { status, body } = await call('POST', '/v1/blog', {
    token,
    body: { title: 'A post', content: 'Some text.', status: 'PUBLISHED', ...post },
  });
  if (status !== 201) throw new Error(`Creating a post failed with status ${status}: ${JSON.stringify(body)}`);
  return body as Written;
}

/** Reads the topics of the events about a post, oldest first. */
export async function readTopics(payload: Payload, blogId: string): Promise<string[]> {
  const events = await payload.find({
    collection: 'domain-events',
    where: { topic: { like: 'blog.' } },
    sort: 'id',
    pagination: false,
  });
  return events.docs
    .filter((event) => (event.payload as { blogId?: string }).blogId === blogId)
    .map(({ topic }) => topic as string);
}

/** Builds Lexical rich text with `text` as its first paragraph, followed by the nodes `more`. */
export const article = (text: string, ...more: object[]) => ({
  root: {
    ...{ type: 'root', version: 1, format: '', indent: 0, direction: 'ltr' },
    children: [
      {
        ...{ type: 'paragraph', version: 1, format: '', indent: 0, direction: 'ltr', textFormat: 0 },
        children: [{ type: 'text', version: 1, text, format: 0, detail: 0, mode: 'normal', style: '' }],
      },
      ...more,
    ],
  },
});

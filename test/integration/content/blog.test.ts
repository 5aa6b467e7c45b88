import { sql } from '@payloadcms/db-postgres';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { z } from 'zod';
import { database } from '../../../src/database/transaction.ts';
import { ELEMENT_NODES } from '../../../src/services/content/blog/check-rich-text.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { timeLimit } from '../../support/time-limit.ts';
import { article, readTopics, type Written, write } from './blog-support.ts';

const { payload, call, base } = await startGateway();
const tokens = await staffTokens(payload);
const token = tokens['content-manager'];

type Detail = { title: string; content: { html: string; lexical: object }; author: { name: string } };

const read = async (slug: string) => (await call('GET', `/v1/blog/${slug}`)).body as Detail;
const post = (body: object, headers?: Record<string, string>) => call('POST', '/v1/blog', { token, body, headers });
const patch = (id: string, body: object) => call('PATCH', `/v1/blog/${id}`, { token, body });

const nested = (levels: number) =>
  article('x', JSON.parse(`${'{"type":"quote","version":1,"children":['.repeat(levels)}${']}'.repeat(levels)}`));

describe('POST /v1/blog', () => {
  test('publishes a post with a slug made from its title', async () => {
    const { status, body } = await post({ title: 'Élan of Façades & co.', content: '# Hi', status: 'PUBLISHED' });
    expect(status).toBe(201);
    expect(body).toEqual({ blogId: expect.any(String), slug: 'elan-of-facades-and-co', status: 'PUBLISHED' });
    const { blogId } = body as Written;
    const stored = await payload.findByID({ collection: 'blogs', id: blogId, depth: 0 });
    expect(Date.now() - Date.parse(stored.publishedAt as string)).toBeLessThan(60_000);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
  });

  test('stores a draft that is not public', async () => {
    const draft = await write(call, token, { title: 'Quiet', status: 'DRAFT' });
    expect(draft).toMatchObject({ slug: 'quiet', status: 'DRAFT' });
    expect((await call('GET', '/v1/blog/quiet')).status).toBe(404);
    expect((await call('GET', `/v1/blog/${draft.blogId}`)).status).toBe(404);
    expect(await readTopics(payload, draft.blogId)).toEqual([]);
  });

  test('stores the same content from Markdown, HTML and Lexical', async () => {
    const markdown = '## Oak\n\nIt is **hard** & [warm](https://example.com/oak).\n\n- one\n- two';
    const html =
      '<h2>Oak</h2><p>It is <strong>hard</strong> &amp; <a href="https://example.com/oak">warm</a>.</p><ul><li>one</li><li>two</li></ul>';
    const one = await write(call, token, { content: markdown });
    const two = await write(call, token, { content: html, contentFormat: 'html' });
    const first = await read(one.slug);
    const three = await write(call, token, { content: first.content.lexical, contentFormat: 'lexical' });
    expect(first.content.html).toContain(
      '<h2>Oak</h2><p>It is <strong>hard</strong> &amp; <a href="https://example.com/oak">',
    );
    expect((await read(two.slug)).content.html).toBe(first.content.html);
    expect((await read(three.slug)).content.html).toBe(first.content.html);
  });

  test.each([
    ['markdown', '# H\r\n\r\nOne\r\n\r\nTwo', '<h1>H</h1><p>One</p><p>Two</p>'],
    ['markdown', '> one\n> two', '<blockquote>one two</blockquote>'],
    ['html', '<div>Hello</div><div>World</div>', '<p>Hello</p><p>World</p>'],
    ['html', '<table><tr><td>Oak</td><td>£10</td></tr></table>', '<p>Oak £10</p>'],
  ])('keeps the words of %s and the gaps between the words: %j', async (contentFormat, content, html) => {
    const { slug } = await write(call, token, { content, contentFormat });
    expect((await read(slug)).content.html).toBe(html);
  });

  test('does not block other requests while it parses a slow text', async () => {
    const block = '*a _b ~c `d =e'.repeat(12);
    const content = `${Array.from({ length: 30 }, () => block).join('\r\n\r\n')}\r\n\r\n${'*a **b '.repeat(20_000)}`;
    let done = false;
    const writing = post({ title: 'Slow', content, status: 'DRAFT' }).finally(() => {
      done = true;
    });
    let longest = 0;
    while (!done) {
      const start = performance.now();
      expect((await call('GET', '/healthz')).status).toBe(200);
      longest = Math.max(longest, performance.now() - start);
    }
    expect((await writing).status).toBeLessThan(500);
    expect(longest).toBeLessThan(timeLimit(1000));
  });

  test.each([
    ['links', `<p>${'<a href="//a.uk">x</a>'.repeat(1200)}</p>`],
    ['paragraphs', '<p>x</p>'.repeat(1200)],
  ])('accepts 1,200 %s, and refuses three times as many', async (_, content) => {
    const body = { title: 'Many', contentFormat: 'html', status: 'PUBLISHED' };
    expect((await post({ ...body, content })).status).toBe(201);
    expect(await post({ ...body, content: content.repeat(3) })).toMatchObject({
      ...{ status: 400, body: { code: 'validation_failed' } },
    });
  });

  test('responds to a retry with the first post', async () => {
    const body = { title: 'Once', content: 'x', status: 'PUBLISHED' };
    const headers = { 'Idempotency-Key': 'blog-once' };
    const [first, second] = [await post(body, headers), await post(body, headers)];
    expect(second.body).toEqual(first.body);
    expect((await payload.count({ collection: 'blogs', where: { title: { equals: 'Once' } } })).totalDocs).toBe(1);
    expect((await post({ ...body, title: 'Twice' }, headers)).status).toBe(422);
  });

  test.each([
    ['an unknown key', { surprise: 1 }],
    ['no title', { title: '' }],
    ['a title of spaces', { title: '   ' }],
    ['a title that is too long', { title: 'a'.repeat(201) }],
    ['an invisible title', { title: '\u200b\u2800' }],
    ['an excerpt that is too long', { excerpt: 'a'.repeat(501) }],
    ['no content', { content: '' }],
    ['blank content', { content: ' \n ' }],
    ['content that is too long', { content: 'a'.repeat(200_001) }],
    ['another status', { status: 'published' }],
    ['another format', { contentFormat: 'rtf' }],
    ['an object for Markdown', { content: article('x') }],
    ['a string for Lexical', { contentFormat: 'lexical' }],
    ['an invalid time', { publishAt: 'tomorrow' }],
    ['an invalid cover id', { coverImageId: 'x' }],
    ['an unknown cover', { coverImageId: '0190b5a0-0000-7000-8000-00000000dead' }],
    ['HTML without text', { contentFormat: 'html', content: '<script>alert(1)</script>' }],
    ['Markdown with a picture', { content: '![oak](https://example.com/oak.jpg)' }],
    ['HTML that takes too long to parse', { contentFormat: 'html', content: '<table>'.repeat(25_000) }],
    ['HTML with too many elements', { contentFormat: 'html', content: '<p>a</p>'.repeat(6000) }],
  ])('refuses %s', async (_, part) => {
    const before = await payload.count({ collection: 'blogs' });
    const { status, body } = await post({ title: 'Refused', content: 'x', status: 'DRAFT', ...part });
    expect(body).toMatchObject({ status: 400, code: 'validation_failed', errors: [expect.anything()] });
    expect(status).toBe(400);
    expect((await payload.count({ collection: 'blogs' })).totalDocs).toBe(before.totalDocs);
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['a root that is not an object', { root: 1 }],
    ['a root of another type', { root: { type: 'paragraph', children: [] } }],
    ['a root without children', { root: { type: 'root' } }],
    ['an empty root', { root: { type: 'root', children: [] } }],
    ['children that are not objects', { root: { type: 'root', children: [null, 1, 'x'] } }],
    ['text directly in the root', { root: { type: 'root', children: [{ type: 'text', text: 'x', version: 1 }] } }],
    ['an unknown node', article('x', { type: 'iframe', version: 1 })],
    ['a node named as a method', article('x', { type: 'constructor', version: 1, children: [] })],
    ['a number as text', article(5 as never)],
    ['a heading with a script tag', article('x', { type: 'heading', tag: 'script', version: 1, children: [] })],
    ['markup as alignment', article('x', { type: 'paragraph', format: '"><b>', version: 1, children: [] })],
    [
      'a link that runs a script',
      article('x', {
        ...{ type: 'paragraph', version: 1 },
        children: [
          { type: 'link', version: 3, fields: { linkType: 'custom', url: 'javascript:alert(1)' }, children: [] },
        ],
      }),
    ],
    ['a block of another kind', article('x', { type: 'block', version: 2, fields: { blockType: 'evil' } })],
    ['a block without its fields', article('x', { type: 'block', version: 2, fields: { blockType: 'quote' } })],
    [
      'an upload with an invalid id',
      article('x', { type: 'upload', version: 3, relationTo: 'media', value: 'x', fields: {} }),
    ],
    ['nodes nested too deeply', nested(200)],
  ])('refuses Lexical with %s', async (_, content) => {
    const { status, body } = await post({ title: 'Refused', content, contentFormat: 'lexical', status: 'PUBLISHED' });
    expect(body).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(status).toBe(400);
  });

  test('refuses a body nested 50,000 levels deep', async () => {
    const levels = 50_000;
    const json = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const response = await fetch(`${base}/v1/blog`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: `{"title":"Refused","status":"DRAFT","contentFormat":"lexical","content":{"root":{"type":"root","children":[${json}]}}}`,
    });
    expect(response.status).toBe(400);
  });

  test('refuses malformed Lexical through Payload’s own API, even in drafts', async () => {
    for (const content of ['x', 7, { root: 1 }, article('x', { type: 'iframe' })]) {
      const body = { title: 'Refused', content, _status: 'draft' };
      const { status } = await call('POST', '/api/blogs?draft=true', { token, body });
      expect(status, JSON.stringify(content)).toBe(400);
    }
  });

  test.each(['html', 'markdown'])(
    'refuses an image in %s, names its line, and stores nothing',
    async (contentFormat) => {
      const content = '<p>Welcome</p>\n<p><img src="cid:1" alt="Our new showroom">text</p>';
      const title = `Picture in ${contentFormat}`;
      const { status, body } = await post({ title, content, contentFormat, status: 'DRAFT' });
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('Line 2: Images are not imported')]);
      expect((await payload.count({ collection: 'blogs', where: { title: { equals: title } } })).totalDocs).toBe(0);
    },
  );

  test('removes scripts in every format', async () => {
    const evil =
      '<b onmouseover=alert(1)>x</b><script>alert(1)</script><a href="javascript:alert(1)">x</a><iframe hidden src="//x">';
    const asHtml = await write(call, token, { content: `<p onclick="x()">Safe</p>${evil}`, contentFormat: 'html' });
    const asMarkdown = await write(call, token, { content: `Safe\n\n${evil}` });
    for (const content of ['[x](javascript:alert)', '[x](javascript:alert(1))']) {
      expect((await post({ title: 'Refused', content, status: 'DRAFT' })).status).toBe(400);
    }
    const asText = await write(call, token, { content: article(evil), contentFormat: 'lexical' });
    for (const { slug } of [asHtml, asMarkdown, asText]) {
      const { html } = (await read(slug)).content;
      expect(html).not.toMatch(/<(?:script|img|iframe)|href="javascript|<[^>]* on\w+=/i);
    }
    expect((await read(asHtml.slug)).content.html).toContain('Safe');
  });
});

describe('PATCH /v1/blog/:id', () => {
  test('publishes, changes and unpublishes a post', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Steps', status: 'DRAFT' });
    expect((await patch(blogId, { title: 'More steps' })).body).toEqual({
      blogId,
      slug: 'more-steps',
      status: 'DRAFT',
    });
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
    expect((await patch(blogId, { status: 'PUBLISHED' })).body).toMatchObject({
      status: 'PUBLISHED',
      slug: 'more-steps',
    });
    expect((await patch(blogId, { content: 'Other text.' })).body).toMatchObject({ status: 'PUBLISHED' });
    expect((await read('more-steps')).content.html).toBe('<p>Other text.</p>');
    expect((await patch(blogId, { status: 'DRAFT' })).body).toMatchObject({ status: 'DRAFT' });
    expect((await call('GET', '/v1/blog/more-steps')).status).toBe(404);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.updated', 'blog.unpublished']);
  });

  test('does not publish the draft of somebody else', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Shared' });
    await payload.update({ collection: 'blogs', id: blogId, data: { title: 'Half-writ' }, draft: true });
    expect((await patch(blogId, { excerpt: 'Short.' })).body).toMatchObject({ status: 'DRAFT' });
    expect(await read(slug)).toMatchObject({ title: 'Shared', excerpt: null });
    await patch(blogId, { status: 'PUBLISHED' });
    expect(await read(slug)).toMatchObject({ title: 'Half-writ', excerpt: 'Short.' });
  });

  test('does not change the time of the first publication', async () => {
    const { blogId } = await write(call, token, {});
    const time = async () => (await payload.findByID({ collection: 'blogs', id: blogId })).publishedAt;
    const first = await time();
    await patch(blogId, { status: 'DRAFT' });
    await patch(blogId, { status: 'PUBLISHED', title: 'Again' });
    expect(await time()).toBe(first);
  });

  test.each([
    ['an unknown key', { slug: 'x' }],
    ['a past publishAt without a status', { publishAt: '2020-01-01T00:00:00Z' }],
    ['null for a title', { title: null }],
  ])('refuses %s', async (_, body) => {
    const { blogId } = await write(call, token, {});
    expect((await patch(blogId, body)).body).toMatchObject({ code: 'validation_failed' });
  });

  test('responds with 404 for an unknown post', async () => {
    for (const id of ['0190b5a0-0000-7000-8000-00000000dead', 'x', '%00']) {
      expect((await patch(id, { title: 'x' })).status, id).toBe(404);
      expect((await call('DELETE', `/v1/blog/${id}`, { token })).status, id).toBe(404);
    }
  });
});

describe('the length of a post’s text', () => {
  const rule = { type: 'horizontalrule', version: 1 };
  /** Builds rich text with this number of parts. Three of them are the root, a paragraph and the text of the paragraph. */
  const textWithParts = (parts: number) => article('x', ...Array.from({ length: parts - 3 }, () => rule));
  const tooLong = (parts: string) => expect.stringContaining(`more than ${parts} parts`);

  test('has a limit, and the refusal names the limit, the field and what to do', async () => {
    const refused = { code: 'validation_failed', errors: [{ path: 'content', message: tooLong('2,500') }] };
    const send = (parts: number) =>
      post({ title: 'Long', content: textWithParts(parts), contentFormat: 'lexical', status: 'DRAFT' });
    expect((await send(2501)).body).toMatchObject(refused);
    expect(await send(2500)).toMatchObject({ status: 201 });
    for (const [slug, field] of [
      ['blogs', 'content'],
      ['products', 'description'],
    ] as const) {
      const body = { title: 'Long', [field]: textWithParts(2501), _status: 'draft' };
      const message = expect.stringMatching(/more than 2,500 parts .* Shorten it, or split it/);
      expect(await call('POST', `/api/${slug}?draft=true`, { token, body })).toMatchObject({
        ...{ status: 400, body: { errors: [{ message, data: { errors: [{ path: field, message }] } }] } },
      });
    }
  });

  test('may stay the same or shrink in a stored post that exceeds the limit', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Stored' });
    const json = JSON.stringify(textWithParts(3000));
    await database(payload).execute(sql`UPDATE blogs SET content = ${json} WHERE id = ${blogId}`);
    await database(payload).execute(sql`UPDATE _blogs_v SET version_content = ${json} WHERE parent_id = ${blogId}`);
    const save = (body: object, query = '') => call('PATCH', `/api/blogs/${blogId}${query}`, { token, body });
    expect(await patch(blogId, { title: 'Renamed' })).toMatchObject({ status: 200 });
    expect(await patch(blogId, { status: 'DRAFT' })).toMatchObject({ status: 200 });
    expect(await save({ title: 'Form', content: textWithParts(3000), _status: 'draft' }, '?draft=true')).toMatchObject({
      status: 200,
    });
    expect(await save({ excerpt: 'Short.', _status: 'published' })).toMatchObject({ status: 200 });
    expect(await read(slug)).toMatchObject({ title: 'Form', excerpt: 'Short.' });
    expect(await save({ content: textWithParts(2999), _status: 'published' })).toMatchObject({ status: 200 });
    expect(await save({ content: textWithParts(3000), _status: 'published' })).toMatchObject({
      ...{ status: 400, body: { errors: [{ message: tooLong('2,999') }] } },
    });
  });
});

test.each<[string, () => Promise<{ status: number }>]>([
  ['/v1', () => post({ title: 'Once', content: 'One.\n\nTwo.', status: 'DRAFT' })],
  ['REST', () => call('POST', '/api/blogs', { token, body: { title: 'Once', content: article('One.') } })],
  [
    'REST as a draft',
    () => call('POST', '/api/blogs?draft=true', { token, body: { title: 'Once', content: article('One.') } }),
  ],
])('a text from %s is checked once', async (_, save) => {
  const check = vi.spyOn(ELEMENT_NODES.root as z.ZodType, 'safeParse');
  onTestFinished(() => check.mockRestore());
  expect((await save()).status).toBe(201);
  expect(check).toHaveBeenCalledTimes(1);
});

test('DELETE removes a post with its versions and schedule, and emits one event', async () => {
  const { blogId, slug } = await write(call, token, { title: 'Gone' });
  await patch(blogId, { publishAt: new Date(Date.now() + 3_600_000).toISOString() });
  expect((await call('DELETE', `/v1/blog/${blogId}`, { token })).status).toBe(204);
  expect((await call('DELETE', `/v1/blog/${blogId}`, { token })).status).toBe(404);
  expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
  expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.unpublished']);
  const jobs = await payload.count({ collection: 'payload-jobs', where: { 'input.doc.value': { equals: blogId } } });
  expect(jobs.totalDocs).toBe(0);
});

describe('GET /v1/blog/:slug', () => {
  test('shows only the name of the author', async () => {
    const { slug } = await write(call, token, { title: 'Signed', excerpt: 'E' });
    const { body, headers } = await call('GET', `/v1/blog/${slug}`);
    expect(body).toMatchObject({ title: 'Signed', excerpt: 'E', author: { name: 'content-manager' }, cover: null });
    expect(JSON.stringify(body)).not.toContain('@example.com');
    expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+, stale-while-revalidate=\d+$/);
    expect(headers.get('etag')).toMatch(/^W\/"[\w-]+"$/);
    for (const path of [`/v1/blog/${slug}`, '/v1/blog']) {
      const tag = (await call('GET', path)).headers.get('etag') ?? '';
      expect((await call('GET', path, { headers: { 'If-None-Match': tag } })).status).toBe(304);
      expect((await call('GET', path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
    }
  });

  test('renders quotes, and teasers of published products only', async () => {
    const product = (title: string, _status: 'draft' | 'published') =>
      payload.create({
        collection: 'products',
        data: { title, category: 'KITCHEN', price: 1, stock: 1, _status } as never,
      });
    const [shown, hidden] = [await product('Larder <b>', 'published'), await product('Secret', 'draft')];
    const block = (fields: object) => ({ type: 'block', version: 2, format: '', fields: { id: '65a', ...fields } });
    const content = article(
      'x',
      block({ blockType: 'quote', text: 'Wood <i>', attribution: 'Ada' }),
      block({ blockType: 'productTeaser', product: shown.id }),
      block({ blockType: 'productTeaser', product: hidden.id }),
    );
    const { slug } = await write(call, token, { content, contentFormat: 'lexical' });
    const { html } = (await read(slug)).content;
    expect(html).toContain('<blockquote><p>Wood &lt;i&gt;</p></blockquote><figcaption>Ada</figcaption>');
    expect(html).toContain('/kitchen/larder-b"><strong>Larder &lt;b&gt;</strong>');
    expect(html).not.toContain('Secret');
  });

  test('responds with 404 for an invalid slug', async () => {
    for (const slug of ['nope', '%00', '..%2f..%2fetc', 'a'.repeat(5000), "'%20OR%201=1"]) {
      expect((await call('GET', `/v1/blog/${slug}`)).status, slug).toBe(404);
    }
  });
});

test('twenty posts that are created concurrently with the same title get different slugs', async () => {
  const posts = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      write(call, token, { title: 'Same title', status: i % 2 ? 'DRAFT' : 'PUBLISHED' }),
    ),
  );
  const expected = ['same-title', ...Array.from({ length: 19 }, (_, i) => `same-title-${i + 2}`)];
  expect(posts.map(({ slug }) => slug).sort()).toEqual(expected.sort());
});

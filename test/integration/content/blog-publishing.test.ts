import { describe, expect, test } from 'vitest';
import { withTransaction } from '../../../src/database/transaction.ts';
import { changePost, createPost } from '../../../src/services/content/blog/write-post.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { article, readTopics, type Written, write } from './blog-support.ts';

const { payload, call, base } = await startGateway();
const { 'content-manager': token, sales } = await staffTokens(payload);
const { docs } = await payload.find({ collection: 'users', where: { role: { equals: 'content-manager' } } });
const user = { ...docs[0], collection: 'users' as const } as NonNullable<Parameters<typeof createPost>[1]>;

const draft = (title = 'Draft') => write(call, token, { title, status: 'DRAFT' });
const patch = (id: string, body: object) => call('PATCH', `/v1/blog/${id}`, { token, body });
const rest = (method: string, path: string, body?: object) => call(method, `/api/blogs${path}`, { token, body });

describe('each way of publishing emits one event', () => {
  const ways: Record<string, (id: string) => Promise<unknown>> = {
    'PATCH /v1/blog/:id': (id) => patch(id, { status: 'PUBLISHED' }),
    'the Local API as an editor': (id) =>
      payload.update({ collection: 'blogs', id, data: { _status: 'published' }, user, overrideAccess: false }),
    'the button of the admin UI': (id) => rest('PATCH', `/${id}`, { _status: 'published' }),
    'a bulk edit': (id) => rest('PATCH', `?where[id][in][0]=${id}`, { _status: 'published' }),
    'a bulk edit of drafts, as the list’s button sends it': (id) =>
      rest('PATCH', `?draft=true&where[and][0][id][in][0]=${id}&where[and][1][_status][not_equals]=published`, {
        _status: 'published',
      }),
    'a mutation of GraphQL': (id) =>
      call('POST', '/api/graphql', {
        token,
        body: { query: `mutation { updateBlog(id: "${id}", data: { _status: published }) { id } }` },
      }),
  };

  test.each(Object.keys(ways))('%s', async (way) => {
    const { blogId, slug } = await draft(way);
    await ways[way]?.(blogId);
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(200);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
    await ways[way]?.(blogId);
    expect(await readTopics(payload, blogId), 'after publishing again without a change').toEqual(['blog.published']);
  });

  test('including a bulk edit, with one event for each post', async () => {
    const ids = (await Promise.all(['One', 'Two', 'Three'].map(draft))).map(({ blogId }) => blogId);
    const where = ids.map((id, i) => `where[id][in][${i}]=${id}`).join('&');
    await rest('PATCH', `?${where}`, { _status: 'published' });
    for (const id of ids) expect(await readTopics(payload, id)).toEqual(['blog.published']);
    await rest('PATCH', `?${where}`, { _status: 'draft' });
    for (const id of ids) expect(await readTopics(payload, id)).toEqual(['blog.published', 'blog.unpublished']);
    expect((await rest('DELETE', `?${where}`)).status).toBe(200);
    for (const id of ids) expect(await readTopics(payload, id)).toHaveLength(2);
  });

  test('including two concurrent requests, with one event for both', async () => {
    const { blogId } = await draft('At once');
    await Promise.allSettled([
      patch(blogId, { status: 'PUBLISHED' }),
      rest('PATCH', `/${blogId}`, { _status: 'published' }),
    ]);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
  });
});

describe('an autosave', () => {
  const read = async (blogId: string) => (await rest('GET', `/${blogId}?draft=true`)).body as { title: string };

  test('keeps the text of a draft as it is typed; publishing cleans it', async () => {
    const { blogId } = await draft('Typed');
    await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title: 'Typed on ', _status: 'draft' });
    expect(await read(blogId)).toMatchObject({ title: 'Typed on ' });
    await rest('PATCH', `/${blogId}`, { _status: 'published' });
    expect((await call('GET', '/v1/blog/typed-on')).body).toMatchObject({ title: 'Typed on' });
  });

  test.each([
    ['publishes', '?autosave=true', { _status: 'published' }],
    ['publishes a draft', '?draft=true&autosave=true', { _status: 'published' }],
    ['changes a published post', '?autosave=true', {}],
  ])('that %s may not set an invisible title', async (_, query, data) => {
    const { blogId } = await write(call, token, { title: 'Seen' });
    expect((await rest('PATCH', `/${blogId}${query}`, { ...data, title: '\u200b' })).status).toBe(400);
    expect(await read(blogId)).toMatchObject({ title: 'Seen' });
  });

  test('through GraphQL may not set an invisible title', async () => {
    const { blogId } = await write(call, token, { title: 'Seen' });
    const query = `mutation { updateBlog(id: "${blogId}", data: { title: "\\u200b" }) { id } }`;
    const { body } = await call('POST', '/api/graphql?autosave=true', { token, body: { query } });
    expect(body).toMatchObject({ errors: [expect.anything()] });
    expect(await read(blogId)).toMatchObject({ title: 'Seen' });
  });

  test('in a collection without autosave is an ordinary change', async () => {
    const { id } = await payload.create({ collection: 'colours', data: { name: 'Sage', hex: '#9caf88' } });
    const path = `/api/colours/${id}?draft=true&autosave=true`;
    expect((await call('PATCH', path, { token, body: { name: '\u200b', _status: 'draft' } })).status).toBe(400);
  });
});

describe('the events of posts', () => {
  test('are not emitted for drafts and autosaves, even of a published post', async () => {
    const { blogId, slug } = await draft('Typing');
    for (const title of ['T', 'Ty', 'Typ']) {
      await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title, _status: 'draft' });
    }
    expect(await readTopics(payload, blogId)).toEqual([]);
    await rest('PATCH', `/${blogId}`, { _status: 'published' });
    await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title: 'Typo', _status: 'draft' });
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
    expect((await call('GET', '/v1/blog/typ')).body).toMatchObject({ title: 'Typ' });
  });

  test('are emitted for each public change, including a restored version', async () => {
    const { blogId } = await write(call, token, { title: 'Versions' });
    await rest('PATCH', `/${blogId}`, { excerpt: 'New.', _status: 'published' });
    expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
    const versions = await payload.findVersions({
      collection: 'blogs',
      where: { parent: { equals: blogId } },
      sort: 'createdAt',
    });
    expect((await rest('POST', `/versions/${versions.docs[0]?.id}`)).status).toBe(200);
    expect((await call('GET', '/v1/blog/versions')).body).toMatchObject({ excerpt: null });
    expect(await readTopics(payload, blogId)).toHaveLength(3);
  });

  test('are not emitted if the transaction rolls back', async () => {
    const { blogId, slug } = await draft('Undone');
    const rolledBack = withTransaction(payload, async (req) => {
      await payload.update({ collection: 'blogs', id: blogId, data: { _status: 'published' }, req });
      throw new Error('undone');
    });
    await expect(rolledBack).rejects.toThrow('undone');
    expect(await readTopics(payload, blogId)).toEqual([]);
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
  });

  test('are emitted by the services, too', async () => {
    const { body } = await createPost(payload, user, {
      ...{ title: 'Service', content: article('x'), contentFormat: 'lexical', status: 'PUBLISHED' },
    });
    const { blogId } = body as Written;
    await changePost(payload, user, blogId, { status: 'DRAFT', contentFormat: 'markdown' });
    expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.unpublished']);
  });
});

describe('a changed slug of a post', () => {
  const rename = (id: string, slug: string) => rest('PATCH', `/${id}`, { slug, _status: 'published' });
  const readRedirect = async (slug: string) => {
    const { status, headers } = await fetch(`${base}/v1/blog/${slug}`, { redirect: 'manual' });
    return [status, headers.get('location')];
  };

  test('redirects from every earlier slug in one step', async () => {
    const { blogId } = await write(call, token, { title: 'Way a' });
    await rename(blogId, 'way-b');
    await rename(blogId, 'way-c');
    expect(await readRedirect('way-a')).toEqual([301, '/v1/blog/way-c']);
    expect(await readRedirect('way-b')).toEqual([301, '/v1/blog/way-c']);
    expect(await readRedirect('way-b/')).toEqual([301, '/v1/blog/way-c']);
    expect((await call('GET', '/v1/blog/way-a')).body).toMatchObject({ slug: 'way-c' });
    await rename(blogId, 'way-a');
    expect(await readRedirect('way-a')).toEqual([200, null]);
    expect(await readRedirect('way-c')).toEqual([301, '/v1/blog/way-a']);
    expect((await call('GET', '/api/redirects?where[from][equals]=/blog/way-a')).body).toMatchObject({ totalDocs: 0 });
  });

  test('can be used by another post, which then appears under the slug', async () => {
    const { blogId } = await write(call, token, { title: 'Taken over' });
    await rename(blogId, 'moved-away');
    const other = await write(call, token, { title: 'Taken over' });
    expect(other.slug).toBe('taken-over');
    expect((await call('GET', '/v1/blog/taken-over')).body).toMatchObject({ blogId: other.blogId });
    await rest('DELETE', `/${other.blogId}`);
    expect(await readRedirect('taken-over')).toEqual([404, null]);
  });

  test('does not redirect after the post is unpublished or deleted', async () => {
    const { blogId } = await write(call, token, { title: 'Leaving' });
    await rename(blogId, 'left');
    await patch(blogId, { status: 'DRAFT' });
    expect(await readRedirect('leaving')).toEqual([404, null]);
    await call('DELETE', `/v1/blog/${blogId}`, { token });
    expect(
      (await payload.count({ collection: 'redirects', where: { from: { equals: '/blog/leaving' } } })).totalDocs,
    ).toBe(0);
  });

  test('of a draft creates no redirect', async () => {
    const { blogId } = await draft('Unseen');
    await rest('PATCH', `/${blogId}?draft=true`, { slug: 'unseen-two', _status: 'draft' });
    expect(await readRedirect('unseen')).toEqual([404, null]);
    expect(
      (await payload.count({ collection: 'redirects', where: { from: { equals: '/blog/unseen' } } })).totalDocs,
    ).toBe(0);
  });
});

describe('the preview of a post', () => {
  test('shows the latest draft only to editors, is not indexed, and can be framed only by this site', async () => {
    const { blogId } = await write(call, token, { title: 'Public <title>' });
    await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title: 'Half <typed>', _status: 'draft' });
    const response = await call('GET', `/api/blogs/${blogId}/preview`, { token });
    expect(response.status).toBe(200);
    expect(response.body).toContain('<h1>Half &lt;typed&gt;</h1>');
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('x-robots-tag')).toContain('noindex');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toMatch(/script-src 'nonce-[^']+'(?:;|$)/);
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect((await call('GET', `/api/blogs/${blogId}/preview`)).status).toBe(401);
    expect((await call('GET', `/api/blogs/${blogId}/preview`, { token: sales })).status).toBe(403);
    expect((await call('GET', '/api/blogs/x/preview', { token })).status).toBe(404);
  });
});

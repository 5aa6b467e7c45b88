import { describe, expect, test } from 'vitest';
import { withTransaction } from '../../../src/database/transaction.ts';
import { changePost, createPost } from '../../../src/services/content/blog/write-post.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { article, topicsOf, type Written, write } from './blog-support.ts';

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
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
    await ways[way]?.(blogId);
    expect(await topicsOf(payload, blogId), 'again, without a change').toEqual(['blog.published']);
  });

  test('one bulk edit of many', async () => {
    const ids = (await Promise.all(['One', 'Two', 'Three'].map(draft))).map(({ blogId }) => blogId);
    const where = ids.map((id, i) => `where[id][in][${i}]=${id}`).join('&');
    await rest('PATCH', `?${where}`, { _status: 'published' });
    for (const id of ids) expect(await topicsOf(payload, id)).toEqual(['blog.published']);
    await rest('PATCH', `?${where}`, { _status: 'draft' });
    for (const id of ids) expect(await topicsOf(payload, id)).toEqual(['blog.published', 'blog.unpublished']);
    expect((await rest('DELETE', `?${where}`)).status).toBe(200);
    for (const id of ids) expect(await topicsOf(payload, id)).toHaveLength(2);
  });

  test('two at once', async () => {
    const { blogId } = await draft('At once');
    await Promise.allSettled([
      patch(blogId, { status: 'PUBLISHED' }),
      rest('PATCH', `/${blogId}`, { _status: 'published' }),
    ]);
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
  });
});

describe('events', () => {
  test('are none for drafts and autosaves, of a published post as well', async () => {
    const { blogId, slug } = await draft('Typing');
    for (const title of ['T', 'Ty', 'Typ']) {
      await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title, _status: 'draft' });
    }
    expect(await topicsOf(payload, blogId)).toEqual([]);
    await rest('PATCH', `/${blogId}`, { _status: 'published' });
    await rest('PATCH', `/${blogId}?draft=true&autosave=true`, { title: 'Typo', _status: 'draft' });
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
    expect((await call('GET', '/v1/blog/typ')).body).toMatchObject({ title: 'Typ' });
  });

  test('tell of each change that the public sees, also of a version that was restored', async () => {
    const { blogId } = await write(call, token, { title: 'Versions' });
    await rest('PATCH', `/${blogId}`, { excerpt: 'New.', _status: 'published' });
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
    const versions = await payload.findVersions({
      collection: 'blogs',
      where: { parent: { equals: blogId } },
      sort: 'createdAt',
    });
    expect((await rest('POST', `/versions/${versions.docs[0]?.id}`)).status).toBe(200);
    expect((await call('GET', '/v1/blog/versions')).body).toMatchObject({ excerpt: null });
    expect(await topicsOf(payload, blogId)).toHaveLength(3);
  });

  test('are none when the transaction rolls back', async () => {
    const { blogId, slug } = await draft('Undone');
    const undone = withTransaction(payload, async (req) => {
      await payload.update({ collection: 'blogs', id: blogId, data: { _status: 'published' }, req });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await topicsOf(payload, blogId)).toEqual([]);
    expect((await call('GET', `/v1/blog/${slug}`)).status).toBe(404);
  });

  test('are the same for the services, whoever calls them', async () => {
    const { body } = await createPost(payload, user, {
      ...{ title: 'Service', content: article('x'), contentFormat: 'lexical', status: 'PUBLISHED' },
    });
    const { blogId } = body as Written;
    await changePost(payload, user, blogId, { status: 'DRAFT', contentFormat: 'markdown' });
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published', 'blog.unpublished']);
  });
});

describe('a slug that changes', () => {
  const rename = (id: string, slug: string) => rest('PATCH', `/${id}`, { slug, _status: 'published' });
  const lead = async (slug: string) => {
    const { status, headers } = await fetch(`${base}/v1/blog/${slug}`, { redirect: 'manual' });
    return [status, headers.get('location')];
  };

  test('leads on from every one before, in one step', async () => {
    const { blogId } = await write(call, token, { title: 'Way a' });
    await rename(blogId, 'way-b');
    await rename(blogId, 'way-c');
    expect(await lead('way-a')).toEqual([301, '/v1/blog/way-c']);
    expect(await lead('way-b')).toEqual([301, '/v1/blog/way-c']);
    expect(await lead('way-b/')).toEqual([301, '/v1/blog/way-c']);
    expect((await call('GET', '/v1/blog/way-a')).body).toMatchObject({ slug: 'way-c' });
    await rename(blogId, 'way-a');
    expect(await lead('way-a')).toEqual([200, null]);
    expect(await lead('way-c')).toEqual([301, '/v1/blog/way-a']);
    expect((await call('GET', '/api/redirects?where[from][equals]=/blog/way-a')).body).toMatchObject({ totalDocs: 0 });
  });

  test('is free for another post, which is found there then', async () => {
    const { blogId } = await write(call, token, { title: 'Taken over' });
    await rename(blogId, 'moved-away');
    const other = await write(call, token, { title: 'Taken over' });
    expect(other.slug).toBe('taken-over');
    expect((await call('GET', '/v1/blog/taken-over')).body).toMatchObject({ blogId: other.blogId });
    await rest('DELETE', `/${other.blogId}`);
    expect(await lead('taken-over')).toEqual([404, null]);
  });

  test('leads nowhere once the post is gone or withdrawn', async () => {
    const { blogId } = await write(call, token, { title: 'Leaving' });
    await rename(blogId, 'left');
    await patch(blogId, { status: 'DRAFT' });
    expect(await lead('leaving')).toEqual([404, null]);
    await call('DELETE', `/v1/blog/${blogId}`, { token });
    expect(
      (await payload.count({ collection: 'redirects', where: { from: { equals: '/blog/leaving' } } })).totalDocs,
    ).toBe(0);
  });

  test('of a draft leaves no trace', async () => {
    const { blogId } = await draft('Unseen');
    await rest('PATCH', `/${blogId}?draft=true`, { slug: 'unseen-two', _status: 'draft' });
    expect(await lead('unseen')).toEqual([404, null]);
    expect(
      (await payload.count({ collection: 'redirects', where: { from: { equals: '/blog/unseen' } } })).totalDocs,
    ).toBe(0);
  });
});

describe('the preview', () => {
  test('shows the newest draft to editors alone, to no search engine, and only in this site’s frames', async () => {
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

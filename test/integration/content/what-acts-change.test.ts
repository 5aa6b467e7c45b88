import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runDueSchedules } from '../../../src/services/content/blog/run-schedules.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { article, topicsOf } from './blog-support.ts';

/** Each act on a post or a product changes what is written here, and nothing else that the public, dates, authors or schedules say. */

const { payload, call } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);
const staff = await payload.find({ collection: 'users', sort: 'email', pagination: false });
const idOf = (role: string) => String(staff.docs.find((one) => one.role === role)?.id);
const [author, editor] = [idOf('admin'), idOf('content-manager')];

const HOUR = 3_600_000;
const FIRST = '2020-05-05T10:00:00.000Z';

type State = {
  public: { title: string; slug: string; publishedAt: string; author: string } | null;
  newest: { title: string; status: string; slug: string; publishedAt: string | null; author: string | null };
  schedule: string[];
};
type Answer = { status: number; body: unknown };
type Act = {
  by: Record<string, (id: string) => Promise<Answer | undefined>>;
  changes: (before: State) => Partial<State>;
  /** What is told of it, once however often it is done. */
  tells: string[];
};

const patch = (path: string, body: object) => call('PATCH', path, { token, body });

async function stateOf(id: string): Promise<State | undefined> {
  const { rows } = await database(payload).execute<State>(sql`
    SELECT CASE WHEN post._status = 'published' THEN json_build_object('title', post.title, 'slug', post.slug,
        'publishedAt', post.published_at, 'author', post.author_id) END AS public,
      json_build_object('title', version_title, 'status', version__status, 'slug', version_slug,
        'publishedAt', version_published_at, 'author', version_author_id) AS newest,
      (SELECT coalesce(json_agg(input->>'type' ORDER BY wait_until), '[]') FROM payload_jobs
        WHERE input->'doc'->>'value' = ${id} AND completed_at IS NULL) AS schedule
    FROM blogs AS post JOIN _blogs_v ON parent_id = post.id AND latest WHERE post.id = ${id}`);
  const [state] = rows;
  if (!state) return undefined;
  const iso = (at: string | null | undefined) => (at ? new Date(at).toISOString() : null);
  return {
    ...state,
    public: state.public && { ...state.public, publishedAt: String(iso(state.public.publishedAt)) },
    newest: { ...state.newest, publishedAt: iso(state.newest.publishedAt) },
  };
}

async function plan(id: string, type: 'publish' | 'unpublish', hours: number): Promise<void> {
  const input = { type, doc: { relationTo: 'blogs' as const, value: id } };
  await payload.jobs.queue({ task: 'schedulePublish', input, waitUntil: new Date(Date.now() + hours * HOUR) });
}

let made = 0;

/** A post of 2020 by somebody else that was changed since, with a draft beside it, to be published and withdrawn by schedule. */
async function makePost(): Promise<string> {
  const slug = `post-${++made}`;
  const content = article('x') as never;
  const { id } = await payload.create({
    ...{ collection: 'blogs', draft: true, data: { title: 'Begun', slug, content, author, _status: 'draft' } },
  });
  const save = (title: string, _status: 'draft' | 'published', publishedAt?: string) =>
    payload.update({
      collection: 'blogs',
      id,
      draft: _status === 'draft',
      data: { title, _status, publishedAt } as never,
    });
  await save('Older', 'published', FIRST);
  await save('Old', 'published');
  await save('New', 'draft');
  await plan(id, 'publish', 1);
  await plan(id, 'unpublish', 2);
  return id;
}

const versionOf = async (id: string, title: string) => {
  const where = { parent: { equals: id }, 'version.title': { equals: title } };
  const { docs } = await payload.findVersions({ collection: 'blogs', where, limit: 1 });
  return docs[0]?.id;
};

/** Lets the time of the steps of one type come. */
async function comeTrue(id: string, type: string): Promise<undefined> {
  await database(payload).execute(sql`
    UPDATE payload_jobs SET wait_until = now() - interval '1 second'
    WHERE input->'doc'->>'value' = ${id} AND input->>'type' = ${type}`);
  await runDueSchedules(payload);
  return undefined;
}

const shown = (title: string, { public: before, newest }: State) => ({
  public: { ...(before as NonNullable<State['public']>), title },
  newest: { ...newest, title, status: 'published' },
});

const ACTS: Record<string, Act> = {
  'saving a draft': {
    tells: [],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}?draft=true&autosave=true`, { title: 'Newer', _status: 'draft' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { title: 'Newer' }),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Newer' } }),
  },
  publishing: {
    tells: ['blog.updated'],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}`, { _status: 'published' }),
      'the list': (id) => patch(`/api/blogs?draft=true&where[id][in][0]=${id}`, { _status: 'published' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { status: 'PUBLISHED' }),
    },
    changes: (before) => ({ ...shown('New', before), schedule: ['unpublish'] }),
  },
  withdrawing: {
    tells: ['blog.unpublished'],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}`, { _status: 'draft' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { status: 'DRAFT' }),
    },
    changes: () => ({ public: null, schedule: [] }),
  },
  // Payload's request for many documents knows nothing of the draft beside: that is found under Versions then.
  'withdrawing many': {
    tells: ['blog.unpublished'],
    by: { 'the list': (id) => patch(`/api/blogs?where[id][in][0]=${id}`, { _status: 'draft' }) },
    changes: ({ newest }) => ({ public: null, newest: { ...newest, title: 'Old' }, schedule: [] }),
  },
  scheduling: {
    tells: [],
    by: { '/v1': (id) => patch(`/v1/blog/${id}`, { publishAt: new Date(Date.now() + HOUR).toISOString() }) },
    changes: () => ({ schedule: ['publish'] }),
  },
  'dropping the schedule': {
    tells: [],
    by: { '/v1': (id) => patch(`/v1/blog/${id}`, { publishAt: null }) },
    changes: () => ({ schedule: [] }),
  },
  'publishing by schedule': {
    tells: ['blog.updated'],
    by: { 'the worker': (id) => comeTrue(id, 'publish') },
    changes: (before) => ({ ...shown('New', before), schedule: ['unpublish'] }),
  },
  'withdrawing by schedule': {
    tells: ['blog.unpublished'],
    by: { 'the worker': (id) => comeTrue(id, 'unpublish') },
    changes: () => ({ public: null, schedule: ['publish'] }),
  },
  copying: {
    tells: [],
    by: { 'the form': (id) => call('POST', `/api/blogs/${id}/duplicate?draft=true`, { token, body: {} }) },
    changes: () => ({}),
  },
  'restoring a draft': {
    tells: [],
    by: {
      'the form': async (id) => call('POST', `/api/blogs/versions/${await versionOf(id, 'Begun')}`, { token }),
      'the form, as a draft': async (id) =>
        call('POST', `/api/blogs/versions/${await versionOf(id, 'Begun')}?draft=true`, { token }),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Begun', publishedAt: null } }),
  },
  'restoring a published version': {
    tells: ['blog.updated'],
    by: { 'the form': async (id) => call('POST', `/api/blogs/versions/${await versionOf(id, 'Older')}`, { token }) },
    changes: (before) => ({ ...shown('Older', before), schedule: ['unpublish'] }),
  },
  'restoring a published version as a draft': {
    tells: [],
    by: {
      'the form': async (id) =>
        call('POST', `/api/blogs/versions/${await versionOf(id, 'Older')}?draft=true`, { token }),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Older' } }),
  },
};

const cases = Object.entries(ACTS).flatMap(([act, { by }]) => Object.keys(by).map((door) => [act, door] as const));

describe('of a post', () => {
  test.each(cases)('%s, by %s', async (name, door) => {
    const id = await makePost();
    const before = (await stateOf(id)) as State;
    expect(before).toMatchObject({
      public: { title: 'Old', publishedAt: FIRST, author },
      schedule: ['publish', 'unpublish'],
    });
    const act = ACTS[name] as Act;
    const told = await topicsOf(payload, id);
    const answer = await act.by[door]?.(id);
    if (answer) expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    expect(await stateOf(id)).toEqual({ ...before, ...act.changes(before) });
    expect((await topicsOf(payload, id)).slice(told.length)).toEqual(act.tells);
    await act.by[door]?.(id);
    expect((await topicsOf(payload, id)).slice(told.length), 'done again').toEqual(act.tells);
  });

  test('a copy is nobody’s publication yet, and the work of who made it', async () => {
    const id = await makePost();
    const { body } = await call('POST', `/api/blogs/${id}/duplicate?draft=true`, { token, body: {} });
    const copy = (body as { doc: { id: string } }).doc.id;
    expect(await stateOf(copy)).toMatchObject({
      ...{ public: null, schedule: [], newest: { status: 'draft', publishedAt: null, author: editor } },
    });
    const since = Date.now();
    expect((await patch(`/api/blogs/${copy}`, { _status: 'published' })).status).toBe(200);
    const { public: shownNow } = (await stateOf(copy)) as State;
    expect(Date.parse(String(shownNow?.publishedAt))).toBeGreaterThanOrEqual(since - 1000);
  });

  test('a draft is not put in the place of what the website shows, by GraphQL either', async () => {
    const id = await makePost();
    const before = await stateOf(id);
    const query = `mutation { restoreVersionBlog(id: "${await versionOf(id, 'Begun')}") { id } }`;
    const { body } = await call('POST', '/api/graphql', { token, body: { query } });
    expect(JSON.stringify(body)).toContain('Restore it as a draft');
    expect(await stateOf(id)).toEqual(before);
  });

  test('what is planned is said beside it, and no more once it is done by hand', async () => {
    const id = await makePost();
    const plan = async () => (await call('GET', `/api/desk/posts/${id}/plan`, { token })).body;
    expect(await plan()).toMatchObject({ plan: { type: 'publish', failure: null } });
    await patch(`/api/blogs/${id}`, { _status: 'published' });
    expect(await plan()).toMatchObject({ plan: { type: 'unpublish', failure: null } });
    await patch(`/api/blogs/${id}`, { _status: 'draft' });
    expect(await plan()).toEqual({ plan: null });
  });

  test('deleting it drops its schedule', async () => {
    const id = await makePost();
    expect((await call('DELETE', `/api/blogs/${id}`, { token })).status).toBe(200);
    expect(await stateOf(id)).toBeUndefined();
    expect(
      (await payload.count({ collection: 'payload-jobs', where: { 'input.doc.value': { equals: id } } })).totalDocs,
    ).toBe(0);
  });

  test('one that would be dated in the future is refused, and says what to do', async () => {
    const id = await makePost();
    const before = await stateOf(id);
    const publishedAt = new Date(Date.now() + 24 * HOUR).toISOString();
    const refused = await patch(`/api/blogs/${id}`, { publishedAt, _status: 'published' });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringMatching(/Schedule it for then/),
    ]);
    expect(await stateOf(id)).toEqual(before);
    expect((await patch(`/api/blogs/${id}?draft=true`, { publishedAt, _status: 'draft' })).status).toBe(200);
  });
});

type ProductState = { public: string | null; newest: { title: string; status: string }; slug: string; stock: number };

const productState = async (id: string) => {
  const { rows } = await database(payload).execute<ProductState>(sql`
    SELECT (SELECT card::json->>'title' FROM product_cards WHERE product_id = product.id AND live) AS public,
      json_build_object('title', version_title, 'status', version__status) AS newest, slug, stock::int AS stock
    FROM products AS product JOIN _products_v ON parent_id = product.id AND latest WHERE product.id = ${id}`);
  return rows[0] as ProductState;
};

type ProductAct = { does: (id: string) => Promise<Answer>; changes: (before: ProductState) => Partial<ProductState> };

const productVersion = async (id: string, title: string) => {
  const where = { parent: { equals: id }, 'version.title': { equals: title } };
  const { docs } = await payload.findVersions({ collection: 'products', where, limit: 1 });
  return docs[0]?.id;
};
const product = (id: string, body: object, query = '') => patch(`/api/products/${id}${query}`, body);
const draftAt = (title: string) => ({ newest: { title, status: 'draft' } });
const publicAt = (title: string) => ({ public: title, newest: { title, status: 'published' } });

const PRODUCT_ACTS: Record<string, ProductAct> = {
  'saving a draft': { does: (id) => product(id, { title: 'Newer' }, '?draft=true'), changes: () => draftAt('Newer') },
  publishing: { does: (id) => product(id, { _status: 'published' }), changes: () => publicAt('New') },
  withdrawing: { does: (id) => product(id, { _status: 'draft' }), changes: () => ({ public: null }) },
  copying: {
    does: (id) => call('POST', `/api/products/${id}/duplicate?draft=true`, { token, body: {} }),
    changes: () => ({}),
  },
  'restoring a draft': {
    does: async (id) => call('POST', `/api/products/versions/${await productVersion(id, 'Begun')}`, { token }),
    changes: () => draftAt('Begun'),
  },
  'restoring a published version': {
    does: async (id) => call('POST', `/api/products/versions/${await productVersion(id, 'Older')}`, { token }),
    changes: () => publicAt('Older'),
  },
  trashing: { does: (id) => product(id, { deletedAt: new Date().toISOString() }), changes: () => ({ public: null }) },
};

async function makeChangedProduct(): Promise<string> {
  const { id } = await makeProduct(payload, { title: 'Begun', slug: `product-${++made}`, stock: 5, _status: 'draft' });
  for (const [title, _status] of [
    ['Older', 'published'],
    ['Old', 'published'],
    ['New', 'draft'],
  ] as const) {
    await payload.update({ collection: 'products', id, draft: _status === 'draft', data: { title, _status } });
  }
  return id;
}

describe('of a product', () => {
  test.each(Object.keys(PRODUCT_ACTS))('%s', async (name) => {
    const id = await makeChangedProduct();
    const before = await productState(id);
    expect(before).toMatchObject({ public: 'Old', stock: 5, newest: { title: 'New', status: 'draft' } });
    const { does, changes } = PRODUCT_ACTS[name] as ProductAct;
    const answer = await does(id);
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    expect(await productState(id)).toEqual({ ...before, ...changes(before) });
  });
});

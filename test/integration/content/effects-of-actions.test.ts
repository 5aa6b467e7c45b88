import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { runDueSchedules } from '../../../src/services/content/blog/schedule-publication.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { article, readTopics } from './blog-support.ts';

/**
 * These tests check that each action on a post or product has exactly the listed effects on its public version, dates, author and
 * schedule.
 */

const { payload, call } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);
const staff = await payload.find({ collection: 'users', sort: 'email', pagination: false });
const getId = (role: string) => String(staff.docs.find((user) => user.role === role)?.id);
const [author, editor] = [getId('admin'), getId('content-manager')];

const HOUR = 3_600_000;
const FIRST = '2020-05-05T10:00:00.000Z';

type State = {
  public: { title: string; slug: string; publishedAt: string; author: string } | null;
  newest: { title: string; status: string; slug: string; publishedAt: string | null; author: string | null };
  schedule: string[];
};
type Answer = { status: number; body: unknown };
type Action = {
  by: Record<string, (id: string) => Promise<Answer | undefined>>;
  changes: (before: State) => Partial<State>;
  /** The topics that the action emits, once each, even if the action is repeated. */
  emits: string[];
};

const patch = (path: string, body: object) => call('PATCH', path, { token, body });

/** Runs a GraphQL mutation. @throws Error if the mutation is refused */
async function mutate(mutation: string): Promise<Answer> {
  const answer = await call('POST', '/api/graphql', { token, body: { query: `mutation { ${mutation} }` } });
  if ('errors' in (answer.body as object)) throw new Error(JSON.stringify(answer.body));
  return answer;
}

async function readState(id: string): Promise<State | undefined> {
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

/**
 * Creates a post by another author. The post is dated 2020 and was published twice. It has a newer draft, a schedule to
 * publish it, and a schedule to unpublish it.
 */
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

const readVersion = async (id: string, title: string) => {
  const where = { parent: { equals: id }, 'version.title': { equals: title } };
  const { docs } = await payload.findVersions({ collection: 'blogs', where, limit: 1 });
  return docs[0]?.id;
};

/** Makes the scheduled steps of one type due, and runs them. */
async function runStepsNow(id: string, type: string): Promise<undefined> {
  await database(payload).execute(sql`
    UPDATE payload_jobs SET wait_until = now() - interval '1 second'
    WHERE input->'doc'->>'value' = ${id} AND input->>'type' = ${type}`);
  await runDueSchedules(payload);
  return undefined;
}

const toExpectedState = (title: string, { public: before, newest }: State) => ({
  public: { ...(before as NonNullable<State['public']>), title },
  newest: { ...newest, title, status: 'published' },
});

const ACTIONS: Record<string, Action> = {
  'saving a draft': {
    emits: [],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}?draft=true&autosave=true`, { title: 'Newer', _status: 'draft' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { title: 'Newer' }),
      'REST without a status': (id) => patch(`/api/blogs/${id}`, { title: 'Newer' }),
      'REST in bulk without a status': (id) => patch(`/api/blogs?where[id][in][0]=${id}`, { title: 'Newer' }),
      GraphQL: (id) => mutate(`updateBlog(id: "${id}", data: { title: "Newer" }) { id }`),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Newer' } }),
  },
  publishing: {
    emits: ['blog.updated'],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}`, { _status: 'published' }),
      'the list': (id) => patch(`/api/blogs?draft=true&where[id][in][0]=${id}`, { _status: 'published' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { status: 'PUBLISHED' }),
      GraphQL: (id) => mutate(`updateBlog(id: "${id}", data: { _status: published }) { id }`),
      'GraphQL, as a draft': (id) =>
        mutate(`updateBlog(id: "${id}", data: { _status: published }, draft: true) { id }`),
    },
    changes: (before) => ({ ...toExpectedState('New', before), schedule: ['unpublish'] }),
  },
  unpublishing: {
    emits: ['blog.unpublished'],
    by: {
      'the form': (id) => patch(`/api/blogs/${id}`, { _status: 'draft' }),
      'the list': (id) => patch(`/api/blogs?where[id][in][0]=${id}`, { _status: 'draft' }),
      '/v1': (id) => patch(`/v1/blog/${id}`, { status: 'DRAFT' }),
      GraphQL: (id) => mutate(`updateBlog(id: "${id}", data: { _status: draft }) { id }`),
    },
    changes: () => ({ public: null, schedule: [] }),
  },
  scheduling: {
    emits: [],
    by: { '/v1': (id) => patch(`/v1/blog/${id}`, { publishAt: new Date(Date.now() + HOUR).toISOString() }) },
    changes: () => ({ schedule: ['publish'] }),
  },
  'cancelling the schedule': {
    emits: [],
    by: { '/v1': (id) => patch(`/v1/blog/${id}`, { publishAt: null }) },
    changes: () => ({ schedule: [] }),
  },
  'publishing by schedule': {
    emits: ['blog.updated'],
    by: { 'the worker': (id) => runStepsNow(id, 'publish') },
    changes: (before) => ({ ...toExpectedState('New', before), schedule: ['unpublish'] }),
  },
  'unpublishing by schedule': {
    emits: ['blog.unpublished'],
    by: { 'the worker': (id) => runStepsNow(id, 'unpublish') },
    changes: () => ({ public: null, schedule: ['publish'] }),
  },
  copying: {
    emits: [],
    by: { 'the form': (id) => call('POST', `/api/blogs/${id}/duplicate?draft=true`, { token, body: {} }) },
    changes: () => ({}),
  },
  'restoring a draft': {
    emits: [],
    by: {
      'the form': async (id) => call('POST', `/api/blogs/versions/${await readVersion(id, 'Begun')}`, { token }),
      'the form, as a draft': async (id) =>
        call('POST', `/api/blogs/versions/${await readVersion(id, 'Begun')}?draft=true`, { token }),
      GraphQL: async (id) => mutate(`restoreVersionBlog(id: "${await readVersion(id, 'Begun')}", draft: true) { id }`),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Begun', publishedAt: null } }),
  },
  'restoring a published version': {
    emits: ['blog.updated'],
    by: {
      'the form': async (id) => call('POST', `/api/blogs/versions/${await readVersion(id, 'Older')}`, { token }),
      GraphQL: async (id) => mutate(`restoreVersionBlog(id: "${await readVersion(id, 'Older')}") { id }`),
    },
    changes: (before) => ({ ...toExpectedState('Older', before), schedule: ['unpublish'] }),
  },
  'restoring a published version as a draft': {
    emits: [],
    by: {
      'the form': async (id) =>
        call('POST', `/api/blogs/versions/${await readVersion(id, 'Older')}?draft=true`, { token }),
      GraphQL: async (id) => mutate(`restoreVersionBlog(id: "${await readVersion(id, 'Older')}", draft: true) { id }`),
    },
    changes: ({ newest }) => ({ newest: { ...newest, title: 'Older' } }),
  },
};

const cases = Object.entries(ACTIONS).flatMap(([action, { by }]) =>
  Object.keys(by).map((way) => [action, way] as const),
);

describe('each action on a post has exactly the listed effects:', () => {
  test.each(cases)('%s, by %s', async (name, way) => {
    const id = await makePost();
    const before = (await readState(id)) as State;
    expect(before).toMatchObject({
      public: { title: 'Old', publishedAt: FIRST, author },
      schedule: ['publish', 'unpublish'],
    });
    const action = ACTIONS[name] as Action;
    const topics = await readTopics(payload, id);
    const answer = await action.by[way]?.(id);
    if (answer) expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    expect(await readState(id)).toEqual({ ...before, ...action.changes(before) });
    expect((await readTopics(payload, id)).slice(topics.length)).toEqual(action.emits);
    await action.by[way]?.(id);
    expect((await readTopics(payload, id)).slice(topics.length), 'after a second run of the action').toEqual(
      action.emits,
    );
  });

  test('unpublishing several posts keeps the latest draft of each, with the other fields of the request', async () => {
    const ids = [await makePost(), await makePost()];
    const published = await payload.create({
      ...{ collection: 'blogs', data: { title: 'Alone', content: article('x'), _status: 'published' } as never },
    });
    const before = await Promise.all(ids.map(readState));
    const where = [...ids, published.id].map((id, n) => `where[id][in][${n}]=${id}`).join('&');
    const { status } = await patch(`/api/blogs?${where}`, { _status: 'draft', excerpt: 'Withdrawn.' });
    expect(status).toBe(200);
    for (const [n, id] of ids.entries()) {
      expect(await readState(id)).toEqual({ ...before[n], public: null, schedule: [] });
      const text = { title: 'New', excerpt: 'Withdrawn.', _status: 'draft' };
      expect(await payload.findByID({ collection: 'blogs', id, draft: true })).toMatchObject(text);
      expect(await payload.findByID({ collection: 'blogs', id })).toMatchObject(text);
    }
    expect((await readState(published.id))?.newest).toMatchObject({ title: 'Alone', status: 'draft' });
  });

  test('a copy is an unpublished draft, and its author is the person who made the copy', async () => {
    const id = await makePost();
    const { body } = await call('POST', `/api/blogs/${id}/duplicate?draft=true`, { token, body: {} });
    const copy = (body as { doc: { id: string } }).doc.id;
    expect(await readState(copy)).toMatchObject({
      ...{ public: null, schedule: [], newest: { status: 'draft', publishedAt: null, author: editor } },
    });
    const since = Date.now();
    expect((await patch(`/api/blogs/${copy}`, { _status: 'published' })).status).toBe(200);
    const { public: shownNow } = (await readState(copy)) as State;
    expect(Date.parse(String(shownNow?.publishedAt))).toBeGreaterThanOrEqual(since - 1000);
  });

  test('restoring a draft by GraphQL cannot replace the public version', async () => {
    const id = await makePost();
    const before = await readState(id);
    const query = `mutation { restoreVersionBlog(id: "${await readVersion(id, 'Begun')}") { id } }`;
    const { body } = await call('POST', '/api/graphql', { token, body: { query } });
    expect(JSON.stringify(body)).toContain('Restore it as a draft');
    expect(await readState(id)).toEqual(before);
  });

  test('the form shows the next scheduled step until staff do the step by hand', async () => {
    const id = await makePost();
    const plan = async () => (await call('GET', `/api/desk/posts/${id}/plan`, { token })).body;
    expect(await plan()).toMatchObject({ plan: { type: 'publish', failure: null } });
    await patch(`/api/blogs/${id}`, { _status: 'published' });
    expect(await plan()).toMatchObject({ plan: { type: 'unpublish', failure: null } });
    await patch(`/api/blogs/${id}`, { _status: 'draft' });
    expect(await plan()).toEqual({ plan: null });
  });

  test('deleting a post cancels its schedule', async () => {
    const id = await makePost();
    expect((await call('DELETE', `/api/blogs/${id}`, { token })).status).toBe(200);
    expect(await readState(id)).toBeUndefined();
    expect(
      (await payload.count({ collection: 'payload-jobs', where: { 'input.doc.value': { equals: id } } })).totalDocs,
    ).toBe(0);
  });

  test('publishing with a future date is refused with advice', async () => {
    const id = await makePost();
    const before = await readState(id);
    const publishedAt = new Date(Date.now() + 24 * HOUR).toISOString();
    const refused = await patch(`/api/blogs/${id}`, { publishedAt, _status: 'published' });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringMatching(/Schedule the post instead/),
    ]);
    expect(await readState(id)).toEqual(before);
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

type ProductAction = {
  does: (id: string) => Promise<Answer>;
  changes: (before: ProductState) => Partial<ProductState>;
};

const productVersion = async (id: string, title: string) => {
  const where = { parent: { equals: id }, 'version.title': { equals: title } };
  const { docs } = await payload.findVersions({ collection: 'products', where, limit: 1 });
  return docs[0]?.id;
};
const product = (id: string, body: object, query = '') => patch(`/api/products/${id}${query}`, body);
const draftAt = (title: string) => ({ newest: { title, status: 'draft' } });
const publicAt = (title: string) => ({ public: title, newest: { title, status: 'published' } });

const PRODUCT_ACTIONS: Record<string, ProductAction> = {
  'saving a draft': { does: (id) => product(id, { title: 'Newer' }, '?draft=true'), changes: () => draftAt('Newer') },
  publishing: { does: (id) => product(id, { _status: 'published' }), changes: () => publicAt('New') },
  unpublishing: { does: (id) => product(id, { _status: 'draft' }), changes: () => ({ public: null }) },
  'unpublishing from the list': {
    does: (id) => patch(`/api/products?where[id][in][0]=${id}`, { _status: 'draft' }),
    changes: () => ({ public: null }),
  },
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

describe('each action on a product has exactly the listed effects:', () => {
  test.each(Object.keys(PRODUCT_ACTIONS))('%s', async (name) => {
    const id = await makeChangedProduct();
    const before = await productState(id);
    expect(before).toMatchObject({ public: 'Old', stock: 5, newest: { title: 'New', status: 'draft' } });
    const { does, changes } = PRODUCT_ACTIONS[name] as ProductAction;
    const answer = await does(id);
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    expect(await productState(id)).toEqual({ ...before, ...changes(before) });
  });
});

describe('restoring an old draft while somebody else publishes', () => {
  const DRAFT = {
    blogs: { content: article('x') },
    products: { category: 'KITCHEN', price: 1, currency: 'GBP', stock: 1 },
  };
  const RESTORE: Record<string, (collection: string, version: string) => ReturnType<typeof call>> = {
    'the form': (collection, version) => call('POST', `/api/${collection}/versions/${version}`, { token }),
    GraphQL: (collection, version) => {
      const query = `mutation { restoreVersion${collection === 'blogs' ? 'Blog' : 'Product'}(id: "${version}") { id } }`;
      return call('POST', '/api/graphql', { token, body: { query } });
    },
  };

  test.each(
    Object.keys(RESTORE).flatMap((way) =>
      (['blogs', 'products'] as const).map((collection) => [way, collection] as const),
    ),
  )('by %s does not change the published version in %s', async (way, collection) => {
    const data = { title: 'Begun', slug: `raced-${++made}`, _status: 'draft', ...DRAFT[collection] } as never;
    const { id } = await payload.create({ collection, draft: true, data });
    const { docs } = await payload.findVersions({ collection, where: { parent: { equals: id } } });
    let restored: ReturnType<typeof call> | undefined;
    await withTransaction(payload, async (req) => {
      await payload.update({ collection, id, data: { title: 'New', _status: 'published' } as never, req });
      restored = RESTORE[way]?.(collection, String(docs[0]?.id));
      await until(() => countLockWaits(payload), 'the restored version to wait for the publication');
    });
    expect((await restored)?.status).toBe(200);
    const shown = { title: 'New', _status: 'published' };
    expect(await payload.findByID({ collection, id, depth: 0 })).toMatchObject(shown);
    const newest = way === 'GraphQL' ? shown : { title: 'Begun', _status: 'draft' };
    expect(await payload.findByID({ collection, id, depth: 0, draft: true })).toMatchObject(newest);
  });
});

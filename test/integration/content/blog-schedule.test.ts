import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { plannedPosts } from '../../../src/services/content/blog/planned.ts';
import { retrySchedules, runDueSchedules } from '../../../src/services/content/blog/run-schedules.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';
import { workerOf } from '../events/support.ts';
import { topicsOf, write } from './blog-support.ts';

const { payload, call } = await startGateway();
const { admin, 'content-manager': token, sales } = await staffTokens(payload);

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const HOUR = 3_600_000;

const patch = (id: string, body: object) => call('PATCH', `/v1/blog/${id}`, { token, body });
const isPublic = async (slug: string) => (await call('GET', `/v1/blog/${slug}`)).status === 200;
const jobsOf = async (id: string) =>
  (await payload.find({ collection: 'payload-jobs', where: { 'input.doc.value': { equals: id } } })).docs;

/** Lets the time of everything that is scheduled come. */
const letTimeCome = () =>
  database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '1 second'`);

describe('a post with a publishAt to come', () => {
  test('is a draft until then, and public within seconds of it, by itself', async () => {
    workerOf(payload, { publish: 200 });
    const at = soon(3000);
    const post = await write(call, token, { title: 'Soon', publishAt: at });
    expect(post.status).toBe('DRAFT');
    expect(await isPublic(post.slug)).toBe(false);
    await until(() => isPublic(post.slug), 'the post to appear', 6000);
    const { publishedAt } = await payload.findByID({ collection: 'blogs', id: post.blogId });
    expect(Date.parse(publishedAt as string) - Date.parse(at)).toBeGreaterThanOrEqual(0);
    expect(Date.parse(publishedAt as string) - Date.parse(at)).toBeLessThan(3000);
    expect(await topicsOf(payload, post.blogId)).toEqual(['blog.published']);
  });

  test('is published once however many workers run', async () => {
    const posts = await Promise.all(
      Array.from({ length: 5 }, (_, i) => write(call, token, { title: `Many ${i}`, publishAt: soon(HOUR) })),
    );
    await letTimeCome();
    workerOf(payload, { publish: 50 });
    workerOf(payload, { publish: 50 });
    await Promise.all(Array.from({ length: 5 }, () => runDueSchedules(payload)));
    for (const { slug, blogId } of posts) {
      await until(() => isPublic(slug), slug);
      expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
    }
    await until(async () => (await plannedPosts(payload)).size === 0, 'the queue to be empty');
  });

  test('is published late when nobody was there at its time', async () => {
    const { slug, blogId } = await write(call, token, { title: 'Late', status: 'DRAFT', publishAt: soon(HOUR) });
    await database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '3 days'`);
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
  });

  test('that has passed is as if it were not given', async () => {
    expect(await write(call, token, { publishAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 'PUBLISHED' });
    const draft = await write(call, token, { status: 'DRAFT', publishAt: '2020-01-01T00:00:00Z' });
    expect(draft.status).toBe('DRAFT');
    expect(await jobsOf(draft.blogId)).toEqual([]);
  });
});

describe('a schedule', () => {
  test('can be moved, dropped, and made void by publishing', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Plans', publishAt: soon(HOUR) });
    const later = soon(2 * HOUR);
    expect((await patch(blogId, { publishAt: later })).body).toMatchObject({ status: 'DRAFT' });
    expect((await jobsOf(blogId)).map(({ waitUntil }) => waitUntil)).toEqual([later]);
    await patch(blogId, { excerpt: 'Leaves it.' });
    expect(await jobsOf(blogId)).toHaveLength(1);
    await patch(blogId, { publishAt: null });
    expect(await jobsOf(blogId)).toEqual([]);
    await patch(blogId, { publishAt: later });
    await patch(blogId, { status: 'PUBLISHED' });
    expect(await jobsOf(blogId)).toEqual([]);
    expect(await isPublic(slug)).toBe(true);
  });

  test('of a change leaves the published version as it is until then', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Before' });
    await patch(blogId, { title: 'After', publishAt: soon(HOUR) });
    const title = async () => ((await call('GET', `/v1/blog/${slug}`)).body as { title: string }).title;
    expect(await title()).toBe('Before');
    await letTimeCome();
    await runDueSchedules(payload);
    expect(await title()).toBe('After');
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
  });

  test('made in the admin UI withdraws a post', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Ends' });
    await payload.jobs.queue({
      task: 'schedulePublish',
      input: { type: 'unpublish', doc: { relationTo: 'blogs', value: blogId } },
      waitUntil: new Date(Date.now() + HOUR),
    });
    expect((await plannedPosts(payload)).get(blogId)).toMatchObject({ type: 'unpublish', failure: null });
    await letTimeCome();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(false);
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published', 'blog.unpublished']);
  });

  test('that a worker had in hand when it died is taken up again', async () => {
    const { slug, blogId } = await write(call, token, { title: 'Orphan', publishAt: soon(HOUR) });
    await letTimeCome();
    await database(payload).execute(sql`UPDATE payload_jobs SET processing = true`);
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
  });

  test('that fails is tried again, and then says why until it is made anew', async () => {
    retrySchedules(payload);
    const leaver = {
      email: 'leaver@example.com',
      password: 'a long password',
      name: 'L',
      role: 'content-manager' as const,
    };
    const { id } = await payload.create({ collection: 'users', data: leaver });
    const login = await payload.login({ collection: 'users', data: leaver });
    const { blogId, slug } = await write(call, String(login.token), { title: 'Fails', publishAt: soon(HOUR) });
    await payload.update({ collection: 'users', id, data: { role: 'sales' } });
    const failure = async () => (await plannedPosts(payload)).get(blogId)?.failure;
    let runs = 0;
    for (; (await failure()) === null; runs++) {
      await letTimeCome();
      await runDueSchedules(payload);
    }
    expect(runs).toBe(6);
    expect(await failure()).toMatch(/not allowed/i);
    expect(await isPublic(slug)).toBe(false);
    await patch(blogId, { publishAt: soon(HOUR) });
    expect(await failure()).toBeNull();
    await letTimeCome();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
  });

  test('is kept when whoever made it has left', async () => {
    const leaver = {
      email: 'gone@example.com',
      password: 'a long password',
      name: 'G',
      role: 'content-manager' as const,
    };
    const { id } = await payload.create({ collection: 'users', data: leaver });
    const login = await payload.login({ collection: 'users', data: leaver });
    const { slug, blogId } = await write(call, String(login.token), { title: 'Outlasts', publishAt: soon(HOUR) });
    expect((await call('DELETE', `/api/users/${id}`, { token: admin })).status).toBe(200);
    await letTimeCome();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await topicsOf(payload, blogId)).toEqual(['blog.published']);
    expect(await jobsOf(blogId), 'nothing has failed').toEqual([]);
  });

  test('goes with a request that is refused', async () => {
    const before = await payload.count({ collection: 'payload-jobs' });
    const { status } = await call('POST', '/v1/blog', {
      token,
      body: { title: 'Refused', content: 'x', coverImageId: uuidv7(), status: 'DRAFT', publishAt: soon(HOUR) },
    });
    expect(status).toBe(400);
    expect((await payload.count({ collection: 'payload-jobs' })).totalDocs).toBe(before.totalDocs);
  });
});

test('nobody runs jobs over HTTP', async () => {
  for (const caller of [undefined, sales, token, admin]) {
    for (const path of ['run', 'run?allQueues=true', 'handle-schedules']) {
      for (const method of ['GET', 'POST']) {
        const { status } = await call(method, `/api/payload-jobs/${path}`, { token: caller });
        expect([401, 403, 404, 405], `${method} ${path}: ${status}`).toContain(status);
      }
    }
  }
});

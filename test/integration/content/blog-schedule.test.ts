import { sql } from '@payloadcms/db-postgres';
import { createLocalReq } from 'payload';
import { describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { scheduleIfPublishable } from '../../../src/services/content/blog/publication-rules.ts';
import {
  enableScheduleRetries,
  readScheduledSteps,
  runDueSchedules,
  schedulePublication,
} from '../../../src/services/content/blog/schedule-publication.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { timeLimit } from '../../support/time-limit.ts';
import { until } from '../../support/until.ts';
import { startTestWorker } from '../events/support.ts';
import { readTopics, write } from './blog-support.ts';

const { payload, call } = await startGateway();
const { admin, 'content-manager': token, sales } = await staffTokens(payload);

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const HOUR = 3_600_000;

const patch = (id: string, body: object) => call('PATCH', `/v1/blog/${id}`, { token, body });
const isPublic = async (slug: string) => (await call('GET', `/v1/blog/${slug}`)).status === 200;
const readJobs = async (id: string) =>
  (await payload.find({ collection: 'payload-jobs', where: { 'input.doc.value': { equals: id } } })).docs;

const EMPTIED = { content: null as never, _status: 'draft' as const };

/**
 * Schedules a post as the form in the admin UI does. `meanwhile` runs after the schedule is stored and before the form commits.
 */
const scheduleByForm = async (id: string, meanwhile = async () => {}) =>
  scheduleIfPublishable(await createLocalReq({}, payload), id, async () => {
    await payload.jobs.queue({
      task: 'schedulePublish',
      input: { type: 'publish', doc: { relationTo: 'blogs', value: id } },
      waitUntil: new Date(Date.now() + HOUR),
    });
    await meanwhile();
  });

const makeSchedulesDue = () =>
  database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '1 second'`);

describe('a post with publishAt', () => {
  test('is a draft until that time, and public within seconds afterwards', async () => {
    startTestWorker(payload, { publishPollMs: 200 });
    const at = soon(3000);
    const post = await write(call, token, { title: 'Soon', publishAt: at });
    expect(post.status).toBe('DRAFT');
    expect(await isPublic(post.slug)).toBe(false);
    await until(() => isPublic(post.slug), 'the post to appear', 6000);
    const { publishedAt } = await payload.findByID({ collection: 'blogs', id: post.blogId });
    expect(Date.parse(publishedAt as string) - Date.parse(at)).toBeGreaterThanOrEqual(0);
    expect(Date.parse(publishedAt as string) - Date.parse(at)).toBeLessThan(timeLimit(3000));
    expect(await readTopics(payload, post.blogId)).toEqual(['blog.published']);
  });

  test('is published once by several workers', async () => {
    const posts = await Promise.all(
      Array.from({ length: 5 }, (_, i) => write(call, token, { title: `Many ${i}`, publishAt: soon(HOUR) })),
    );
    await makeSchedulesDue();
    startTestWorker(payload, { publishPollMs: 50 });
    startTestWorker(payload, { publishPollMs: 50 });
    await Promise.all(Array.from({ length: 5 }, () => runDueSchedules(payload)));
    for (const { slug, blogId } of posts) {
      await until(() => isPublic(slug), slug);
      expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
    }
    await until(async () => (await readScheduledSteps(payload)).size === 0, 'the queue to be empty');
  });

  test('is published later if no worker ran at its time', async () => {
    const { slug, blogId } = await write(call, token, { title: 'Late', status: 'DRAFT', publishAt: soon(HOUR) });
    await database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '3 days'`);
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
  });

  test('keeps its slug when an invalid slug is sent for its draft, and is published', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Good slug', publishAt: soon(HOUR) });
    const body = { slug: 'BAD slug/..' };
    expect(await call('PATCH', `/api/blogs/${blogId}?draft=true`, { token, body })).toMatchObject({ status: 400 });
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
  });

  test.each([
    [{ title: 'x'.repeat(201) }, 'title'],
    [{ excerpt: 'x'.repeat(501) }, 'excerpt'],
    [{ title: '' }, 'title'],
    [{ content: null }, 'content'],
  ])('keeps its valid content when %o is sent for its draft, and is published', async (body, field) => {
    const { blogId, slug } = await write(call, token, { title: `Scheduled ${field}`, publishAt: soon(HOUR) });
    const refused = await call('PATCH', `/api/blogs/${blogId}?draft=true`, { token, body });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining(`"path":"${field}"`)]);
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
  });

  test('is refused for a draft that cannot be published, with the invalid fields', async () => {
    const created = await call('POST', '/api/blogs?draft=true', { token, body: { title: 'Only a title' } });
    const { id } = (created.body as { doc: { id: string } }).doc;
    expect(await patch(id, { publishAt: soon(HOUR) })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ path: 'content' }] },
    });
    const fromForm = await scheduleByForm(id);
    expect(fromForm).toMatchObject({ errors: [{ path: 'content', label: 'Content' }] });
    expect(await readJobs(id)).toEqual([]);
  });

  test('is refused in the form for a draft whose content is deleted at the same time', async () => {
    const { blogId } = await write(call, token, { title: 'Emptied', status: 'DRAFT' });
    let scheduled: ReturnType<typeof scheduleByForm> | undefined;
    await withTransaction(payload, async (req) => {
      await payload.update({ collection: 'blogs', id: blogId, draft: true, data: EMPTIED, req });
      scheduled = scheduleByForm(blogId);
      await until(() => countLockWaits(payload), 'the schedule to wait for the draft');
    });
    expect(await scheduled).toMatchObject({ errors: [{ path: 'content' }] });
    expect(await readJobs(blogId)).toEqual([]);
  });

  test.each(['form', 'API'])('is not lost when the draft is saved while the %s schedules it', async (place) => {
    const { blogId, slug } = await write(call, token, { title: `Raced by the ${place}`, status: 'DRAFT' });
    let saved: ReturnType<typeof call> | undefined;
    const save = async () => {
      saved = call('PATCH', `/api/blogs/${blogId}?draft=true`, { token, body: EMPTIED });
      await until(() => countLockWaits(payload), 'the draft to wait for the schedule');
    };
    if (place === 'form') await scheduleByForm(blogId, save);
    else
      await withTransaction(payload, async (req) => {
        await schedulePublication(req, blogId, new Date(Date.now() + HOUR));
        await save();
      });
    expect(await saved).toMatchObject({ status: 400 });
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
  });

  test('is not scheduled if that time is in the past', async () => {
    expect(await write(call, token, { publishAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 'PUBLISHED' });
    const draft = await write(call, token, { status: 'DRAFT', publishAt: '2020-01-01T00:00:00Z' });
    expect(draft.status).toBe('DRAFT');
    expect(await readJobs(draft.blogId)).toEqual([]);
  });
});

test('a draft that is not scheduled may be incomplete, but its fields keep their limits', async () => {
  const created = await call('POST', '/api/blogs?draft=true', { token, body: {} });
  expect(created.status).toBe(201);
  const { id } = (created.body as { doc: { id: string } }).doc;
  const save = async (body: object) => (await call('PATCH', `/api/blogs/${id}?draft=true`, { token, body })).status;
  expect(await save({ title: 'x'.repeat(201) })).toBe(400);
  expect(await save({ title: 'x' })).toBe(200);
  expect(await save({ title: '' })).toBe(200);
  const leaver = { email: 'left@example.com', password: 'a long password', name: 'L', role: 'sales' as const };
  const { id: author } = await payload.create({ collection: 'users', data: leaver });
  await payload.update({ collection: 'users', id: author, data: { deactivatedAt: new Date().toISOString() } });
  expect(await save({ author }), 'a restored old version may have a deactivated author').toBe(200);
});

describe('the schedule of a post', () => {
  test('can be changed and cancelled, and is cancelled by publishing', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Plans', publishAt: soon(HOUR) });
    const later = soon(2 * HOUR);
    expect((await patch(blogId, { publishAt: later })).body).toMatchObject({ status: 'DRAFT' });
    expect((await readJobs(blogId)).map(({ waitUntil }) => waitUntil)).toEqual([later]);
    await patch(blogId, { excerpt: 'Leaves it.' });
    expect(await readJobs(blogId)).toHaveLength(1);
    await patch(blogId, { publishAt: null });
    expect(await readJobs(blogId)).toEqual([]);
    await patch(blogId, { publishAt: later });
    await patch(blogId, { status: 'PUBLISHED' });
    expect(await readJobs(blogId)).toEqual([]);
    expect(await isPublic(slug)).toBe(true);
  });

  test('for a change keeps the published version until the scheduled time', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Before' });
    await patch(blogId, { title: 'After', publishAt: soon(HOUR) });
    const title = async () => ((await call('GET', `/v1/blog/${slug}`)).body as { title: string }).title;
    expect(await title()).toBe('Before');
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await title()).toBe('After');
    expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
  });

  test('that is made in the admin UI can unpublish a post', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Ends' });
    await payload.jobs.queue({
      task: 'schedulePublish',
      input: { type: 'unpublish', doc: { relationTo: 'blogs', value: blogId } },
      waitUntil: new Date(Date.now() + HOUR),
    });
    expect((await readScheduledSteps(payload)).get(blogId)).toMatchObject({ type: 'unpublish', failure: null });
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(false);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.unpublished']);
  });

  test('runs again if its worker has died', async () => {
    const { slug, blogId } = await write(call, token, { title: 'Orphan', publishAt: soon(HOUR) });
    await makeSchedulesDue();
    await database(payload).execute(sql`UPDATE payload_jobs SET processing = true`);
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
  });

  test('is retried if it fails, and then keeps its error until it is rescheduled', async () => {
    enableScheduleRetries(payload);
    const { blogId, slug } = await write(call, token, { title: 'Fails', publishAt: soon(HOUR) });
    // Remove the title by SQL, because the API refuses to remove it from a scheduled post.
    await database(payload).execute(
      sql`UPDATE _blogs_v SET version_title = NULL WHERE parent_id = ${blogId} AND latest`,
    );
    const failure = async () => (await readScheduledSteps(payload)).get(blogId)?.failure;
    let runs = 0;
    for (; (await failure()) === null; runs++) {
      await makeSchedulesDue();
      await runDueSchedules(payload);
    }
    expect(runs).toBe(6);
    expect(await failure()).toMatch(/invalid: .*title/i);
    expect(await isPublic(slug)).toBe(false);
    await patch(blogId, { title: 'Fails no more', publishAt: soon(HOUR) });
    expect(await failure()).toBeNull();
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
  });

  test('publishes a draft that has a later date, with the time of the publication as its date', async () => {
    const { blogId, slug } = await write(call, token, { title: 'Dated later', publishAt: soon(HOUR) });
    const body = { publishedAt: soon(48 * HOUR), _status: 'draft' };
    expect((await call('PATCH', `/api/blogs/${blogId}?draft=true`, { token, body })).status).toBe(200);
    await makeSchedulesDue();
    const before = Date.now();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    const { publishedAt } = await payload.findByID({ collection: 'blogs', id: blogId });
    expect(Date.parse(String(publishedAt))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(publishedAt))).toBeLessThanOrEqual(Date.now());
    expect(await readJobs(blogId)).toEqual([]);
  });

  const setRole = (role: 'sales' | 'analyst') => (id: string) =>
    payload.update({ collection: 'users', id, data: { role } });
  const LEAVES: Record<string, (id: string) => Promise<unknown>> = {
    'has moved to sales': setRole('sales'),
    'has become an analyst': setRole('analyst'),
    'was deactivated': (id) =>
      payload.update({ collection: 'users', id, data: { deactivatedAt: new Date().toISOString() } }),
    'was deleted': (id) => database(payload).execute(sql`DELETE FROM users WHERE id = ${id}`),
  };

  test.each(Object.entries(LEAVES))('still runs after the person who made the schedule %s', async (how, leave) => {
    const leaver = {
      email: `${how.replaceAll(' ', '-')}@example.com`,
      password: 'a long password',
      name: 'G',
      role: 'content-manager' as const,
    };
    const { id } = await payload.create({ collection: 'users', data: leaver });
    const login = await payload.login({ collection: 'users', data: leaver });
    const { slug, blogId } = await write(call, String(login.token), { title: how, publishAt: soon(HOUR) });
    await leave(id);
    await makeSchedulesDue();
    await runDueSchedules(payload);
    expect(await isPublic(slug)).toBe(true);
    expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
    expect(await readJobs(blogId), 'nothing has failed').toEqual([]);
  });

  test('is not stored if the request is refused', async () => {
    const before = await payload.count({ collection: 'payload-jobs' });
    const { status } = await call('POST', '/v1/blog', {
      token,
      body: { title: 'Refused', content: 'x', coverImageId: uuidv7(), status: 'DRAFT', publishAt: soon(HOUR) },
    });
    expect(status).toBe(400);
    expect((await payload.count({ collection: 'payload-jobs' })).totalDocs).toBe(before.totalDocs);
  });
});

test('jobs cannot be run over HTTP', async () => {
  for (const caller of [undefined, sales, token, admin]) {
    for (const path of ['run', 'run?allQueues=true', 'handle-schedules']) {
      for (const method of ['GET', 'POST']) {
        const { status } = await call(method, `/api/payload-jobs/${path}`, { token: caller });
        expect([401, 403, 404, 405], `${method} ${path}: ${status}`).toContain(status);
      }
    }
  }
});

describe('a future date that is already stored', () => {
  const edit = (id: string, body: object) => call('PATCH', `/api/blogs/${id}`, { token, body });
  const ways = {
    'PATCH /api/blogs': (id: string) => edit(id, { _status: 'published' }),
    'PATCH /v1/blog': (id: string) => patch(id, { status: 'PUBLISHED' }),
  };

  test.each(Object.entries(ways))('is refused by %s, for a draft and for an unpublished post', async (_, publish) => {
    const draft = await write(call, token, { title: 'Dated', status: 'DRAFT' });
    const withdrawn = await write(call, token, { title: 'Dated' });
    for (const { blogId, slug } of [draft, withdrawn]) {
      expect((await edit(blogId, { publishedAt: soon(24 * HOUR), _status: 'draft' })).status).toBe(200);
      const { status, body } = await publish(blogId);
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('Schedule')]);
      expect(await isPublic(slug)).toBe(false);
      expect((await edit(blogId, { publishedAt: null, _status: 'published' })).status).toBe(200);
      const { publishedAt } = await payload.findByID({ collection: 'blogs', id: blogId });
      expect(Date.parse(String(publishedAt))).toBeLessThanOrEqual(Date.now());
    }
  });
});

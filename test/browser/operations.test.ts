import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/start-worker.ts';
import { eventRow, QUICK, withQueues } from '../integration/events/support.ts';
import { mendEvent, PRIVATE, poisonEvent } from '../integration/operations/support.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { seriousViolations } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';
import { until } from '../support/until.ts';

const { payload, redis, base, signIn, visit } = await startAdminSite();
const worker = startWorker(payload, QUICK);
afterAll(() => worker.close());

const dead = () =>
  withQueues(
    redis,
    async ({ notifications, analytics }) => (await notifications.getFailedCount()) + (await analytics.getFailedCount()),
  );

for (const [screen, look] of [
  ['desktop', {}],
  ['phone', PHONE],
] as const) {
  test(`an admin finds the dead jobs and has them tried again, on a ${screen}`, async () => {
    const event = await poisonEvent(payload);
    await until(async () => (await dead()) === 2, 'both jobs to be dead');
    const page = await signIn('admin', look);
    await page.goto('/admin/operations');
    await page.getByRole('link', { name: /^Dead jobs 2/ }).waitFor();
    expect(await page.content()).not.toContain(PRIVATE);
    await page.getByText('The payload does not fit version 1.').first().waitFor();
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBeLessThanOrEqual(0);

    await mendEvent(payload, event);
    await page.getByRole('button', { name: 'Try analytics of user.created again' }).click();
    await until(async () => (await eventRow(payload, event))?.done.includes('analytics'), 'the retried job');
    await page.getByRole('button', { name: 'Try it again' }).click();
    await page.getByRole('link', { name: /^Dead jobs 0/ }).waitFor();
  });
}

test('a job that can never succeed is given up, after a question, and stands in the history', async () => {
  await poisonEvent(payload);
  await until(async () => (await dead()) === 2, 'both jobs to be dead');
  const page = await signIn('admin', PHONE);
  await page.goto('/admin/operations');
  await page.getByRole('button', { name: 'Give up welcome-email of user.created' }).click();
  const sheet = page.getByRole('dialog');
  expect(await seriousViolations(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('link', { name: /^Dead jobs 2/ }).waitFor();
  await page.getByRole('button', { name: 'Give up welcome-email of user.created' }).click();
  expect(await sheet.getByRole('button', { name: 'Yes, give it up' }).isDisabled()).toBe(true);
  await sheet.getByLabel(/^Why/).fill('The mailbox is gone');
  await sheet.getByRole('button', { name: 'Yes, give it up' }).click();
  await page.getByRole('link', { name: /^Dead jobs 1/ }).waitFor();
  await page.goto('/admin/collections/changes');
  await page.getByRole('link', { name: 'Jobs: retried and given up' }).click();
  await page.getByText('The payload does not fit version 1. → The mailbox is gone').waitFor();
});

test('the queues’ dashboard works under its policy, from this server alone', async () => {
  const page = await signIn('admin');
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(base())) complaints.push(request.url());
  });
  await page.goto('/admin/operations');
  await page.getByRole('link', { name: 'All queues' }).click();
  await page.waitForURL('/admin/queues');
  await page
    .getByRole('link', { name: /maintenance/ })
    .first()
    .click();
  await page.getByText('remind').first().waitFor();
  expect(complaints).toEqual([]);
});

test('others are not offered the page, and do not get it by its address', async () => {
  for (const role of ['sales', 'content-manager', 'analyst'] as const) {
    const page = await signIn(role);
    await page.goto('/admin/operations');
    await page.waitForURL('/admin');
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    expect((await page.goto('/admin/queues'))?.status()).toBe(403);
  }
  const visitor = await visit();
  await visitor.goto('/admin/queues');
  await visitor.waitForURL(/\/admin\/login\?redirect=/);
  await visitor.goto('/admin/operations');
  await visitor.waitForURL(/\/admin\/login/);
});

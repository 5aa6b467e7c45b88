import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../src/jobs/start-worker.ts';
import { QUICK_TIMINGS, readEventRow, withQueues } from '../../integration/events/support.ts';
import { PRIVATE, poisonEvent, repairEvent } from '../../integration/operations/support.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { findSeriousViolations } from '../../support/axe.ts';
import { PHONE } from '../../support/browser.ts';
import { until } from '../../support/until.ts';

const { payload, redis, base, signIn, visit } = await startAdminSite();
const worker = startWorker(payload, QUICK_TIMINGS);
afterAll(() => worker.close());

/**
 * Stores an invalid event and waits until its two jobs are dead. Dead jobs of schedules may exist, too.
 * @returns the event's id
 */
async function withDeadJobs(): Promise<string> {
  const event = await poisonEvent(payload);
  const areDead = () =>
    withQueues(redis, async ({ notifications, analytics }) => {
      const states = [notifications.getJobState(`${event}_welcome-email`), analytics.getJobState(`${event}_analytics`)];
      return (await Promise.all(states)).every((state) => state === 'failed');
    });
  await until(areDead, 'both jobs to be dead');
  return event;
}

const retryButton = (page: Page, job: string) =>
  page.getByRole('button', { name: `Retry ${job}: Customer registered` });

for (const [screen, look] of [
  ['desktop', {}],
  ['phone', PHONE],
] as const) {
  test(`an admin finds and retries the dead jobs on a ${screen}`, async () => {
    const event = await withDeadJobs();
    const page = await signIn('admin', look);
    await page.goto('/admin/operations');
    await page.getByRole('link', { name: /^Dead jobs [1-9]/ }).waitFor();
    await retryButton(page, 'Welcome e-mail').waitFor();
    expect(await page.content()).not.toContain(PRIVATE);
    await page.getByText('The payload does not match version 1.').first().waitFor();
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBeLessThanOrEqual(0);

    await repairEvent(payload, event);
    await retryButton(page, 'Analytics').click();
    await until(async () => (await readEventRow(payload, event))?.done.includes('analytics'), 'the retried job');
    await retryButton(page, 'Analytics').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Retry (the job|all)/ }).click();
    await retryButton(page, 'Welcome e-mail').waitFor({ state: 'detached' });
  });
}

test('an admin discards a dead job after a confirmation, and the history shows it', async () => {
  await withDeadJobs();
  const page = await signIn('admin', PHONE);
  await page.goto('/admin/operations');
  await page.getByRole('button', { name: 'Discard Welcome e-mail: Customer registered' }).click();
  const sheet = page.getByRole('dialog');
  expect(await findSeriousViolations(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Keep it' }).click();
  await retryButton(page, 'Welcome e-mail').waitFor();
  await page.getByRole('button', { name: 'Discard Welcome e-mail: Customer registered' }).click();
  expect(await sheet.getByRole('button', { name: 'Yes, discard it' }).isDisabled()).toBe(true);
  await sheet.getByLabel(/^Reason/).fill('The mailbox is gone');
  await sheet.getByRole('button', { name: 'Yes, discard it' }).click();
  await retryButton(page, 'Welcome e-mail').waitFor({ state: 'detached' });
  await retryButton(page, 'Analytics').waitFor();
  await page.goto('/admin/collections/changes');
  await page.getByRole('link', { name: 'Jobs: retried and discarded' }).click();
  await page.getByText('The payload does not match version 1. → The mailbox is gone').waitFor();
});

test('the dashboard of the queues works under its content security policy, and loads nothing from other servers', async () => {
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

test('other roles see no link to the operations page and cannot open it', async () => {
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

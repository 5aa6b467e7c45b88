import { beforeAll, describe, test } from 'vitest';
import { startAdminSite } from '../../support/admin-site.ts';
import { type BrowserLook, PHONE } from '../../support/browser.ts';
import { createCountedUser, expectWithinBudget } from '../../support/counted-user.ts';
import { BOOKING_TASKS } from '../../support/daily-tasks/booking-tasks.ts';
import { CONTENT_TASKS } from '../../support/daily-tasks/content-tasks.ts';
import { SALES_TASKS } from '../../support/daily-tasks/sales-tasks.ts';
import { expectShownOnceSaved } from '../../support/saved-change.ts';
import { startTestStripe, WEBHOOK_SECRET } from '../../support/stripe.ts';

const stripe = await startTestStripe();
const site = await startAdminSite(stripe.environment);
const { payload, signIn } = site;

beforeAll(() => {
  stripe.webhooks.sendTo({ url: `${site.base()}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
});

/** The time limit of one step in milliseconds, long enough for a busy machine. */
const STEP_TIMEOUT_MS = 30_000;

const SCREENS: [string, BrowserLook][] = [
  ['a desktop', {}],
  ['a phone', PHONE],
];

describe.each(SCREENS)('on %s, each task stays within its budget of clicks and keys:', (_, look) => {
  test.each([...BOOKING_TASKS, ...SALES_TASKS, ...CONTENT_TASKS])('$name ($role)', async ({ role, budget, run }) => {
    const page = await signIn(role, look);
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    const user = createCountedUser();
    await page.goto('/admin');
    const change = await run({ payload, stripe, page, user });
    if (change) await expectShownOnceSaved(page, change);
    expectWithinBudget(user.effort, budget);
  });
});

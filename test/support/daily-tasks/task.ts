import type { Payload } from 'payload';
import type { Locator, Page } from 'playwright-core';
import type { Role } from '../../../src/access/roles.ts';
import type { CountedUser, Effort } from '../counted-user.ts';
import type { SavedChange } from '../saved-change.ts';
import type { TestStripe } from '../stripe.ts';

export type TaskContext = {
  payload: Payload;
  stripe: TestStripe;
  /** A page of the admin UI that shows the dashboard. */
  page: Page;
  user: CountedUser;
};

/** A task that staff do every day. */
export type Task = {
  role: Role;
  name: string;
  /**
   * The maximum counts of the task, starting from the dashboard, on a desktop and on a phone. The budget equals the current
   * counts. Opening a page from the menu takes two clicks: one on the button of the menu, and one on the link.
   */
  budget: Effort;
  /**
   * Performs the task. The function first creates test data; only the actions of `user` are counted. A task that changes data
   * returns its last step.
   */
  run: (context: TaskContext) => Promise<SavedChange | undefined>;
};

/** Returns the buttons with exactly this name. */
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** Follows a link of the menu. Opens the menu first if it is closed. */
export async function openFromMenu({ page, user }: TaskContext, name: string): Promise<void> {
  const menu = page.locator('aside.nav');
  await page.locator('.template-default--nav-hydrated').waitFor();
  if ((await menu.getAttribute('inert')) !== null) await user.click(page.locator('.nav-toggler:visible').first());
  await user.click(menu.getByRole('link', { name, exact: true }));
}

import { PHONE } from '../../support/browser.ts';
import type { Studio } from '../studio.ts';

/** The login page and the dashboards. */
export async function home({ visitor, staff, keep }: Studio): Promise<void> {
  const door = await visitor();
  await door.goto('/admin/login');
  await door.fill('#field-email', 'sales@lomashwood.local');
  await door.fill('#field-password', 'not the password');
  await keep(door, 'editors/sign-in', { mark: door.locator('button[type=submit]') });

  const admin = await staff('admin');
  await admin.goto('/admin');
  await admin.getByRole('heading', { name: 'Upcoming visits' }).waitFor();
  await keep(admin, 'admin');

  const sales = await staff('sales');
  await sales.goto('/admin');
  await sales.getByRole('heading', { name: 'Upcoming visits' }).waitFor();
  await keep(sales, 'editors/home');
  await sales.getByRole('button', { name: /menu/i }).first().click();
  await sales.getByRole('link', { name: 'Calendar' }).first().waitFor();
  await keep(sales, 'editors/menu');

  const phone = await staff('sales', PHONE);
  await phone.goto('/admin');
  await phone.getByRole('heading', { name: 'Upcoming visits' }).waitFor();
  await keep(phone, 'editors/home-phone');
}

/** A content manager's dashboard with a draft and a scheduled post, which earlier scenes have made. */
export async function homeOfContent({ staff, keep }: Studio): Promise<void> {
  const page = await staff('content-manager');
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Posts', exact: true }).waitFor();
  await keep(page, 'editors/home-content');
}

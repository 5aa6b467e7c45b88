import { createLocalReq } from 'payload';
import { beforeAll, expect, test } from 'vitest';
import { COUNT_BUILDERS, type DashboardCount, toWebhookCount } from '../../../src/admin/operations/dashboard-counts.ts';
import { findPresetQuery } from '../../../src/admin/shared/create-list-preset.ts';
import { bookingPresets } from '../../../src/admin/shared/preset-definitions.ts';
import { adminText } from '../../../src/admin/strings/admin-text.ts';
import { toLondon } from '../../../src/lib/dates.ts';
import { formatPence } from '../../../src/lib/money.ts';
import { listPendingAppointments } from '../../../src/services/appointments/dashboard.ts';
import { type DashboardCounts, readDashboardCounts, readOverview } from '../../../src/services/operations/dashboard.ts';
import { startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { fillHome } from './fill-dashboard.ts';

const shop = await startShop();
const { payload, call } = shop;
const { admin: token } = await staffTokens(payload);

type Rows = { totalDocs: number; docs: Record<string, unknown>[] };

/** Returns the rows of the list view at this URL. For collections with drafts, the rows are the latest versions. */
async function listed(path: string): Promise<Rows> {
  const [collection, query] = path.replace('/collections/', '').split('?');
  const { status, body } = await call('GET', `/api/${collection}?draft=true&depth=0&limit=100&${query}`, { token });
  expect(status, path).toBe(200);
  return body as Rows;
}

/** Returns the number of appointments that the calendar shows at this URL. */
async function drawn(path: string): Promise<number> {
  const unit = path.endsWith('view=day') ? 'day' : 'week';
  const from = toLondon().startOf(unit);
  const window = {
    from: from.toJSDate().toISOString(),
    to: from
      .plus({ [unit]: 1 })
      .toJSDate()
      .toISOString(),
  };
  const { body } = await call('GET', `/api/desk/diary?${new URLSearchParams(window)}`, { token });
  return (body as { visits: object[] }).visits.length;
}

async function rowsBehind({ path }: DashboardCount): Promise<number> {
  if (path.startsWith('/calendar')) return drawn(path);
  if (path === '/operations') return (await readOverview(payload)).outbox.events;
  if (path === '/operations#stripe-events') return (await readOverview(payload)).stripeEvents.length;
  return (await listed(path)).totalDocs;
}

const PARTS = Object.keys(COUNT_BUILDERS) as (keyof DashboardCounts)[];
let tiles: DashboardCount[];

beforeAll(async () => {
  await fillHome(shop, token);
  const found = (await readDashboardCounts(payload, PARTS)) as DashboardCounts;
  const text = adminText((await createLocalReq({}, payload)).i18n);
  const toCounts = <P extends keyof DashboardCounts>(part: P) => COUNT_BUILDERS[part](found[part], text);
  tiles = [...PARTS.flatMap(toCounts), toWebhookCount(found.sales, text)];
});

const tile = (label: string) => {
  const found = tiles.find((tile) => tile.label === label);
  if (!found) throw new Error(`The dashboard has no figure “${label}”.`);
  return found;
};

/** The value of each figure after `fillHome`; undefined if the value depends on the weekday or on timing. */
const COUNTS: [label: string, count: number | undefined][] = [
  ['Visits today', 1],
  ['Visits this week', undefined],
  ['To confirm', 1],
  ['Brochure requests', 4],
  ['Brochures not delivered', 4],
  ['Orders paid', 2],
  ['Failed payments', 1],
  ['Posts scheduled', 1],
  ['Drafts', 2],
  ['Low stock', 2],
  ['Without pictures', 1],
  ['Without description', 1],
  ['Without alt text', 1],
  ['Queue', undefined],
  ['Webhooks', 1],
];

test.each(COUNTS)('the figure “%s” equals the number of rows in its list', async (label, count) => {
  const value = Number.parseInt(tile(label).value, 10);
  expect(value).toBe(await rowsBehind(tile(label)));
  expect(value).toBeGreaterThan(0);
  if (count !== undefined) expect(value).toBe(count);
});

test('the figure “Revenue less refunds” equals the sum of the payments in its list', async () => {
  const { docs } = await listed(tile('Revenue less refunds').path);
  const pence = docs.reduce((sum, { amount, refundedAmount }) => sum + Number(amount) - Number(refundedAmount), 0);
  expect(tile('Revenue less refunds').value).toBe(formatPence(pence));
});

test('the tests of this file cover all figures', () => {
  const held = [...COUNTS.map(([label]) => label), 'Revenue less refunds'];
  expect(tiles.map(({ label }) => label).sort()).toEqual(held.sort());
});

test('the counts of bookings to confirm and to close equal the numbers of rows in their lists', async () => {
  const { total, overdue } = await listPendingAppointments(payload, 1);
  const readRows = async (name: 'toConfirm' | 'toClose') =>
    (await listed(`/collections/bookings?${findPresetQuery(bookingPresets(new Date()), name)}`)).totalDocs;
  expect([total, overdue]).toEqual([await readRows('toConfirm'), await readRows('toClose')]);
  expect([total, overdue]).toEqual([1, 1]);
});

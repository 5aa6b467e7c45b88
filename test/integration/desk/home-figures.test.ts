import { createLocalReq } from 'payload';
import { beforeAll, expect, test } from 'vitest';
import { bookingLists } from '../../../src/admin/lists/booking-lists.ts';
import { queryNamed } from '../../../src/admin/lists/ready-list.ts';
import { deskText } from '../../../src/admin/strings/desk-text.ts';
import { FIGURES, type Figure, webhookFigure } from '../../../src/admin/widgets/figures.ts';
import { listPending } from '../../../src/services/appointments/dashboard.ts';
import { type HomeFigures, homeFigures } from '../../../src/services/desk/home-figures.ts';
import { inLondon } from '../../../src/services/london.ts';
import { overview } from '../../../src/services/operations/overview.ts';
import { formatPence } from '../../../src/services/sales/money.ts';
import { staffTokens } from '../../support/gateway.ts';
import { startShop } from '../../support/sales.ts';
import { fillHome } from './fill-home.ts';

const shop = await startShop();
const { payload, call } = shop;
const { admin: token } = await staffTokens(payload);

type Rows = { totalDocs: number; docs: Record<string, unknown>[] };

/** What the list view shows at an address: of what has drafts, that is what was written last. */
async function listed(path: string): Promise<Rows> {
  const [collection, query] = path.replace('/collections/', '').split('?');
  const { status, body } = await call('GET', `/api/${collection}?draft=true&depth=0&limit=100&${query}`, { token });
  expect(status, path).toBe(200);
  return body as Rows;
}

/** How many visits the calendar draws at an address. */
async function drawn(path: string): Promise<number> {
  const unit = path.endsWith('view=day') ? 'day' : 'week';
  const from = inLondon().startOf(unit);
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

async function rowsBehind({ path }: Figure): Promise<number> {
  if (path.startsWith('/calendar')) return drawn(path);
  if (path === '/operations') return (await overview(payload)).outbox.events;
  if (path === '/operations#stripe-events') return (await overview(payload)).stripeEvents.length;
  return (await listed(path)).totalDocs;
}

const PARTS = Object.keys(FIGURES) as (keyof HomeFigures)[];
let tiles: Figure[];

beforeAll(async () => {
  await fillHome(shop, token);
  const found = (await homeFigures(payload, PARTS)) as HomeFigures;
  const text = deskText((await createLocalReq({}, payload)).i18n);
  const of = <P extends keyof HomeFigures>(part: P) => FIGURES[part](found[part], text);
  tiles = [...PARTS.flatMap(of), webhookFigure(found.sales, text)];
});

const tile = (label: string) => {
  const found = tiles.find((one) => one.label === label);
  if (!found) throw new Error(`There is no tile ${label}.`);
  return found;
};

/** What each counts of `fillHome`; the week and the queue depend on the day and on who is faster. */
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

test.each(COUNTS)('%s: the number is that of the rows behind it', async (label, count) => {
  const value = Number.parseInt(tile(label).value, 10);
  expect(value).toBe(await rowsBehind(tile(label)));
  expect(value).toBeGreaterThan(0);
  if (count !== undefined) expect(value).toBe(count);
});

test('Revenue less refunds: the sum is that of the payments behind it', async () => {
  const { docs } = await listed(tile('Revenue less refunds').path);
  const pence = docs.reduce((sum, { amount, refundedAmount }) => sum + Number(amount) - Number(refundedAmount), 0);
  expect(`${tile('Revenue less refunds').value}.00`).toBe(formatPence(pence));
});

test('no tile is left out of this', () => {
  const held = [...COUNTS.map(([label]) => label), 'Revenue less refunds'];
  expect(tiles.map(({ label }) => label).sort()).toEqual(held.sort());
});

test('the card of bookings to confirm counts as the lists to which it leads', async () => {
  const { total, overdue } = await listPending(payload, 1);
  const rowsOf = async (name: 'toConfirm' | 'toClose') =>
    (await listed(`/collections/bookings?${queryNamed(bookingLists(new Date()), name)}`)).totalDocs;
  expect([total, overdue]).toEqual([await rowsOf('toConfirm'), await rowsOf('toClose')]);
  expect([total, overdue]).toEqual([1, 1]);
});

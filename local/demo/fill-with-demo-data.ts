import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { ROLES } from '../../src/access/roles.ts';
import { DEMO_DATA_LOCK_ID } from '../../src/database/locks.ts';
import { ensureTrackingPartitions } from '../../src/database/schema/tracking-partitions.ts';
import { database, transactionOf, withTransaction } from '../../src/database/transaction.ts';
import { toLondon } from '../../src/lib/dates.ts';
import { countFunnels } from '../../src/services/analytics/count-funnels.ts';
import { compactCounts } from '../../src/services/analytics/expire-tracking.ts';
import { planSlots, type SlotSchedule } from '../../src/services/appointments/plan-slots.ts';
import { prepareUpload } from '../../src/services/content/media/store-upload.ts';
import { fillAnalytics } from './analytics/fill-analytics.ts';
import { demoAvailability, demoSchedules } from './availability.ts';
import { bankHolidays } from './bank-holidays.ts';
import { demoBookings } from './bookings.ts';
import { brochureTitle, drawBrochure } from './brochure/draw-brochure.ts';
import { demoBrochureRequests } from './brochure/requests.ts';
import { createIdAt } from './create-id-at.ts';
import { demoCustomers } from './customers.ts';
import { fillContent } from './fill-content.ts';
import { type DemoPicture, demoRooms, drawPictures } from './images/pictures.ts';
import { seededRandom } from './random.ts';
import { fillSales } from './sales/fill-sales.ts';
import type { RegisterPayments } from './sales/past-payments.ts';
import { DEMO_SHOWROOMS } from './showrooms.ts';
import { readFreeSlots, storeBookings, storeBrochureRequests, storeCustomers, storeSlots } from './store.ts';

const SEED = 20_261_123;
/** A separate seed, so that a change of the brochure requests leaves the rest of the demo data unchanged. */
const BROCHURES_SEED = 20_261_125;
const YEAR_DAYS = 365;
/**
 * The number of days before today that may have analytics events. A year is not enough, because the oldest slots are a
 * year old, and customers booked some of these slots more than two weeks in advance.
 */
const RECORDED_DAYS = 400;
const RECORDED_MONTHS = 15;

type Options = {
  password: string;
  now?: Date;
  report: (line: string) => void;
  simulator?: RegisterPayments | undefined;
};

/**
 * Adds the demo data to a database, in one transaction. A database that already has showrooms is left unchanged.
 * @returns whether the data were added
 */
export async function fillWithDemoData(
  payload: Payload,
  { password, now = new Date(), report, simulator }: Options,
): Promise<boolean> {
  if (await hasShowrooms(payload)) return false;
  const pictures = await prepareVariants(await drawPictures(demoRooms()));
  const { year } = toLondon(now);
  const brochure = { title: brochureTitle(year), pdf: await drawBrochure(pictures, year) };
  const random = seededRandom(SEED);
  const customers = demoCustomers(random, now);
  await ensureTrackingPartitions(
    database(payload),
    RECORDED_MONTHS,
    toLondon(now).minus({ days: RECORDED_DAYS }).toJSDate(),
  );
  const filled = await withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${DEMO_DATA_LOCK_ID})`);
    if (await hasShowrooms(payload, req)) return false;

    await createStaff(req, password);
    const schedules = await createShowrooms(req);
    await req.payload.updateGlobal({ slug: 'settings', data: { company: DEMO_COMPANY }, req });
    report(`staff of every role and ${DEMO_SHOWROOMS.length} showrooms`);

    // Saving the availability generates the upcoming slots.
    await payload.updateGlobal({
      slug: 'availability',
      data: demoAvailability(schedules, toLondon(now).year),
      req,
    });
    const ahead = await readFreeSlots(req);
    report(`${ahead.length} free slots ahead`);

    const planned = planPastSlots(schedules, now).map((slot) => ({ ...slot, id: createIdAt(slot.startsAt, random) }));
    const bookings = demoBookings(random, [...planned, ...ahead], customers, now);
    const used = new Set(bookings.map(({ slotId }) => slotId));
    await storeCustomers(req, customers);
    await storeSlots(
      req,
      planned.filter(({ id }) => used.has(id)),
    );
    await storeBookings(req, bookings);
    report(`${customers.length} customers and ${bookings.length} bookings of a year`);

    const content = await fillContent(req, pictures, now);
    report(`${content.products} products, ${content.posts} posts and ${content.pictures.size} pictures`);

    const brochureId = await createBrochure(req, brochure, content.pictures.get('KITCHEN forest-green'));
    const requests = demoBrochureRequests(seededRandom(BROCHURES_SEED), customers, now);
    await storeBrochureRequests(req, requests, brochureId);
    report(`a brochure and ${requests.length} requests for it`);

    const orders = await fillSales(req, { customers, now, simulator });
    report(`${orders} orders of a year with their payments, invoices and points`);

    const events = await fillAnalytics(req, { bookings, days: YEAR_DAYS, now });
    report(`${events} analytics events of a year`);
    return true;
  });
  if (filled) {
    await compactCounts(payload);
    await countFunnels(payload);
  }
  return filled;
}

async function createBrochure(
  req: PayloadRequest,
  { title, pdf }: { title: string; pdf: Buffer },
  cover: string | undefined,
): Promise<string> {
  const file = { data: pdf, name: 'lomash-wood-brochure.pdf', mimetype: 'application/pdf', size: pdf.length };
  const { id } = await req.payload.create({ collection: 'brochures', data: { title, cover }, file, depth: 0, req });
  return id;
}

async function hasShowrooms(payload: Payload, req?: PayloadRequest): Promise<boolean> {
  const { totalDocs } = await payload.count({ collection: 'showrooms', ...(req && { req }) });
  return totalDocs > 0;
}

/** Encodes the variants of the pictures in advance, so that the transaction that stores the pictures is shorter. */
async function prepareVariants(pictures: DemoPicture[]): Promise<DemoPicture[]> {
  for (const { bytes } of pictures) await prepareUpload(bytes);
  return pictures;
}

/**
 * Creates one user for each role except `admin`: the admin exists already (`ensureFirstAdmin`). A role is skipped if its
 * e-mail address is in use.
 */
async function createStaff(req: PayloadRequest, password: string): Promise<void> {
  for (const role of ROLES.filter((role) => role !== 'admin')) {
    const email = `${role}@lomashwood.local`;
    const { totalDocs } = await req.payload.count({ collection: 'users', where: { email: { equals: email } }, req });
    if (totalDocs > 0) continue;
    const data = { email, password, name: STAFF_NAMES[role], role };
    await req.payload.create({ collection: 'users', data, req });
  }
}

const STAFF_NAMES = {
  admin: 'Administrator',
  'content-manager': 'Carys Morgan',
  sales: 'Sam Okafor',
  analyst: 'Anna Lindqvist',
} as const;

/** The issuer of invoices. The VAT number is HMRC's example number. */
const DEMO_COMPANY = {
  name: 'Lomash Wood',
  address: '142 Clapham High Street\nLondon SW4 7UH',
  phone: '020 7946 0142',
  vatNumber: 'GB 999 9999 73',
  registrationNumber: '01234567',
};

async function createShowrooms(req: PayloadRequest): Promise<SlotSchedule[]> {
  const showrooms = [];
  for (const data of DEMO_SHOWROOMS) {
    const { id } = await req.payload.create({ collection: 'showrooms', data, req });
    showrooms.push({ id, openingHours: data.openingHours });
  }
  return demoSchedules(showrooms);
}

function planPastSlots(schedules: SlotSchedule[], now: Date) {
  const from = toLondon(now).startOf('day').minus({ days: YEAR_DAYS });
  const closedDays = [...bankHolidays(from.year), ...bankHolidays(from.year + 1)].map(({ date }) => ({
    ...{ date, showroomId: null, from: null, to: null },
  }));
  return planSlots({ schedules, closedDays, from: from.toJSDate(), days: YEAR_DAYS }).filter(
    ({ startsAt }) => startsAt < now,
  );
}

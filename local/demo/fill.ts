import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { ROLES } from '../../src/access/roles.ts';
import { ensureTrackingPartitions } from '../../src/database/tracking-events.ts';
import { database, sessionOf, withTransaction } from '../../src/database/transaction.ts';
import { compactCounts } from '../../src/services/analytics/compact-counts.ts';
import { countFunnels } from '../../src/services/analytics/funnels/count-funnels.ts';
import { planSlots, type Schedule } from '../../src/services/appointments/plan-slots.ts';
import { prepareUpload } from '../../src/services/content/media/prepare-upload.ts';
import { inLondon } from '../../src/services/london.ts';
import { fillAnalytics } from './analytics/fill-analytics.ts';
import { demoAvailability, demoSchedules } from './availability.ts';
import { bankHolidays } from './bank-holidays.ts';
import { demoBookings } from './bookings.ts';
import { brochureTitle, drawBrochure } from './brochure/draw-brochure.ts';
import { demoBrochureRequests } from './brochure/requests.ts';
import { demoCustomers } from './customers.ts';
import { fillContent } from './fill-content.ts';
import { idMadeAt } from './ids.ts';
import { type DemoPicture, demoRooms, drawPictures } from './images/pictures.ts';
import { seededRandom } from './random.ts';
import { fillSales } from './sales/fill-sales.ts';
import type { TellStripe } from './sales/past-payments.ts';
import { DEMO_SHOWROOMS } from './showrooms.ts';
import { readFreeSlots, storeBookings, storeBrochureRequests, storeCustomers, storeSlots } from './store.ts';

const SEED = 20_261_123;
/** Its own: what else the demo invents stays the same whoever asks for brochures. */
const BROCHURES_SEED = 20_261_125;
const YEAR_DAYS = 365;
/** Bookings of a year ago were made, and customers registered, some weeks before. */
const RECORDED_DAYS = 400;
const RECORDED_MONTHS = 15;
/** Any number that nothing else locks by: two launchers may seed one database at once. */
const LOCK = 7_305_009;

type Options = { password: string; now?: Date; report: (line: string) => void; simulator?: TellStripe | undefined };

/**
 * Fills a database without showrooms with demo data, all of it or nothing.
 * @returns whether it did; a database with showrooms is left alone.
 */
export async function fillWithDemoData(
  payload: Payload,
  { password, now = new Date(), report, simulator }: Options,
): Promise<boolean> {
  if (await holdsShowrooms(payload)) return false;
  const pictures = await prepared(await drawPictures(demoRooms()));
  const { year } = inLondon(now);
  const brochure = { title: brochureTitle(year), pdf: await drawBrochure(pictures, year) };
  const random = seededRandom(SEED);
  const customers = demoCustomers(random, now);
  await ensureTrackingPartitions(
    database(payload),
    RECORDED_MONTHS,
    inLondon(now).minus({ days: RECORDED_DAYS }).toJSDate(),
  );
  const filled = await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
    if (await holdsShowrooms(payload, req)) return false;

    await createStaff(req, password);
    const schedules = await createShowrooms(req);
    await req.payload.updateGlobal({ slug: 'settings', data: { company: DEMO_COMPANY }, req });
    report(`staff of every role and ${DEMO_SHOWROOMS.length} showrooms`);

    // Saving the availability makes the slots ahead.
    await payload.updateGlobal({
      slug: 'availability',
      data: demoAvailability(schedules, inLondon(now).year),
      req,
    });
    const ahead = await readFreeSlots(req);
    report(`${ahead.length} free slots ahead`);

    const planned = planPast(schedules, now).map((slot) => ({ ...slot, id: idMadeAt(slot.startsAt, random) }));
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

async function holdsShowrooms(payload: Payload, req?: PayloadRequest): Promise<boolean> {
  const { totalDocs } = await payload.count({ collection: 'showrooms', ...(req && { req }) });
  return totalDocs > 0;
}

/** Makes the smaller copies now: the transaction would wait for them. */
async function prepared(pictures: DemoPicture[]): Promise<DemoPicture[]> {
  for (const { bytes } of pictures) await prepareUpload(bytes);
  return pictures;
}

/** One of every role but the admin, who is there already (first-admin.ts); addresses that somebody has are left alone. */
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

/** For invoices; the VAT number is the one that HMRC gives in examples. */
const DEMO_COMPANY = {
  name: 'Lomash Wood',
  address: '142 Clapham High Street\nLondon SW4 7UH',
  phone: '020 7946 0142',
  vatNumber: 'GB 999 9999 73',
  registrationNumber: '01234567',
};

async function createShowrooms(req: PayloadRequest): Promise<Schedule[]> {
  const showrooms = [];
  for (const data of DEMO_SHOWROOMS) {
    const { id } = await req.payload.create({ collection: 'showrooms', data, req });
    showrooms.push({ id, openingHours: data.openingHours });
  }
  return demoSchedules(showrooms);
}

function planPast(schedules: Schedule[], now: Date) {
  const from = inLondon(now).startOf('day').minus({ days: YEAR_DAYS });
  const closedDays = [...bankHolidays(from.year), ...bankHolidays(from.year + 1)].map(({ date }) => ({
    ...{ date, showroomId: null },
  }));
  return planSlots({ schedules, closedDays, from: from.toJSDate(), days: YEAR_DAYS }).filter(
    ({ startsAt }) => startsAt < now,
  );
}

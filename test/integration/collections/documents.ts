import type { Payload } from 'payload';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { createPdf } from '../../support/brochures.ts';
import { article } from '../content/blog-support.ts';

type Data = Record<string, unknown>;

let made = 0;
const word = () => `thing-${++made}`;
const day = () => new Date(Date.now() + (30 + ++made) * 24 * 3_600_000);

/** The required data of a document of each collection, without references. */
export const NEEDS: Record<string, () => Data | Promise<Data>> = {
  products: () => ({ title: word(), category: 'KITCHEN', price: 100, currency: 'GBP', stock: 1 }),
  blogs: () => ({ title: word(), content: article('x') }),
  redirects: () => ({ from: `/${word()}`, type: '301', to: { type: 'reference' } }),
  colours: () => ({ name: word(), hex: '#aabbcc' }),
  styles: () => ({ name: word() }),
  ranges: () => ({ name: word() }),
  finishes: () => ({ name: word() }),
  showrooms: () => ({ name: word(), address: '1 High Street', postcode: 'SW4 7AA' }),
  users: () => ({ name: word(), email: `${word()}@example.com`, password: 'a long password', role: 'content-manager' }),
  brochures: () => ({ title: word() }),
  'time-slots': () => {
    const startsAt = day();
    const endsAt = new Date(startsAt.getTime() + 3_600_000).toISOString();
    return { type: 'SHOWROOM', lane: 1, startsAt: startsAt.toISOString(), endsAt };
  },
};

/** A harmless change of a document of each collection or global. */
export const EDITS: Record<string, () => Data> = {
  products: () => ({ price: 200 }),
  blogs: () => ({ excerpt: word() }),
  redirects: () => ({ from: `/${word()}` }),
  brochures: () => ({ title: word() }),
  bookings: () => ({ notes: word() }),
  'time-slots': () => ({ lane: 2 }),
  settings: () => ({ company: { name: word() } }),
  availability: () => ({ horizonDays: 20 + (made++ % 9) }),
};

/** The required data of array rows, by the path of the row's reference field. */
const ROWS: Record<string, Data> = {
  'availability.closedDays.showroom': { date: '2030-01-01' },
  'availability.schedules.showroom': {
    ...{ type: 'SHOWROOM', slotMinutes: 60, bufferMinutes: 0, lanes: 1 },
    hours: [{ day: 'monday', opens: '10:00', closes: '11:00' }],
  },
};

/** Returns a copy of `data` in which the array rows at `place` have their required data. */
export const withRows = (place: string, data: Data): Data =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      Array.isArray(value) && ROWS[place] ? value.map((row) => ({ ...ROWS[place], ...(row as Data) })) : value,
    ]),
  );

/**
 * Creates a document to reference.
 * @returns its id
 */
export async function makeTarget(payload: Payload, collection: string, place: string): Promise<string> {
  // Insert only the row of a media document, because no test reads its file.
  if (collection === 'media') {
    const type = place.includes('video') ? 'video/mp4' : 'image/png';
    const [id, filename] = [uuidv7(), `${uuidv7()}.png`];
    const data = {
      id,
      alt: 'A',
      mimeType: type,
      filename,
      key: `media/2026/01/${filename}`,
      width: 10,
      height: 10,
      filesize: 10,
    };
    return (await payload.db.create({ collection, data, customID: id })).id;
  }
  if (collection === 'time-slots') return makeSlot(payload);
  if (collection === 'customers') return makeCustomer(payload);
  const data = { ...(await needs(collection)), ...(isDrafted(payload, collection) && { _status: 'published' }) };
  return (await payload.create({ collection: collection as 'products', data: data as never, depth: 0 })).id;
}

/**
 * Creates a document of `collection` with `data` and the required data of the collection.
 * @returns its id
 */
export async function makeOwner(payload: Payload, collection: string, data: Data, draft: boolean): Promise<string> {
  if (collection === 'bookings') {
    const { slotId, ...rest } = toBookingInput(String(data.slot ?? (await makeSlot(payload))));
    const booking = { ...rest, slot: slotId, status: 'PENDING', sequence: 0, ...data };
    return (await payload.create({ collection, data: booking as never })).id;
  }
  const bytes = createPdf();
  const file = { data: bytes, name: 'a.pdf', mimetype: 'application/pdf', size: bytes.length };
  const all = merge(await needs(collection), data);
  const status = isDrafted(payload, collection) ? { _status: draft ? 'draft' : 'published' } : {};
  const { id } = await payload.create({
    ...{ collection: collection as 'products', data: { ...all, ...status } as never, draft, depth: 0 },
    ...(collection === 'brochures' && { file }),
  });
  return id;
}

const needs = (collection: string) => {
  const make = NEEDS[collection];
  if (!make) throw new Error(`Add the required data of ${collection} to NEEDS.`);
  return make();
};

const isDrafted = (payload: Payload, collection: string) =>
  Boolean(payload.collections[collection as 'blogs']?.config.versions?.drafts);

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('root' in value);

/** Returns a copy of `into` with `data`. Merges groups recursively. */
function merge(into: Data, data: Data): Data {
  const merged = { ...into };
  for (const [name, value] of Object.entries(data)) {
    const before = merged[name];
    merged[name] = isObject(value) && isObject(before) ? merge(before, value) : value;
  }
  return merged;
}

import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { renderBrandedEmail } from '../../../src/jobs/send-email.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { readBooking } from '../../../src/services/appointments/read-booking.ts';
import { renderBookingIcs } from '../../../src/services/appointments/render-booking-ics.ts';
import { DEFAULT_BRAND, readBrand } from '../../../src/services/settings/read-brand.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { createPng, createWebp } from '../../support/media.ts';
import { readCalendar } from '../../unit/emails/appointments/read-ics.ts';
import { startMediaSite } from '../content/media-site.ts';

const { payload, upload } = await startMediaSite();

const setBrand = (brand: Record<string, string | null>) =>
  payload.updateGlobal({ slug: 'settings', data: { brand }, depth: 0 });

const welcome = { firstName: 'Amelia', otp: '004217', expiresInMinutes: 10 };

test('the brand is the standard one until staff set it', async () => {
  expect(await readBrand(payload)).toEqual(DEFAULT_BRAND);
  expect((await renderBrandedEmail(payload, 'welcome-email', welcome)).html).not.toContain('<img');
});

test('the images of the brand have public URLs, and e-mails use the file as uploaded', async () => {
  const { mediaId, url, variants } = await upload({ bytes: await createPng({ width: 1200, height: 600 }) });
  await setBrand({ colour: '#7A1FA2', line: 'Stairs', logo: mediaId, emailLogo: mediaId });
  const brand = await readBrand(payload);
  expect(brand).toMatchObject({ company: 'Lomash Wood', tagline: 'Stairs', colour: '#7a1fa2', icon: null });
  expect(brand.logo).toEqual({ url: variants.medium, width: 800, height: 400 });
  expect(brand.emailLogo).toEqual({ url, width: 1200, height: 600 });
  expect(url.startsWith(runtimeOf(payload).cdnUrl)).toBe(true);
  const { html, text } = await renderBrandedEmail(payload, 'welcome-email', welcome);
  expect(html).toContain(`src="${url}" alt="Lomash Wood" width="96" height="48"`);
  expect(html).toMatch(/class="accent"[^>]*[^-]color:#7a1fa2/);
  expect(text).not.toContain(url);
});

test('an image that is used as a logo cannot be deleted, and without a logo the name is shown', async () => {
  const { mediaId } = await upload({ bytes: await createPng() });
  await setBrand({ logo: mediaId, emailLogo: mediaId });
  expect((await readBrand(payload)).logo).not.toBeNull();
  await expect(payload.delete({ collection: 'media', id: mediaId })).rejects.toThrow('In use: Settings.');
  await setBrand({ logo: null, emailLogo: null });
  expect(await readBrand(payload)).toMatchObject({ logo: null, emailLogo: null });
});

test('an image that mail clients cannot show is refused as the logo of e-mails', async () => {
  const { mediaId } = await upload({ bytes: await createWebp(), name: 'logo.webp', type: 'image/webp' });
  await expect(setBrand({ emailLogo: mediaId })).rejects.toThrow('Logo for e-mails');
  await setBrand({ logo: mediaId });
});

test.each(['red', '#fff', '#12345g', '#123456;} body { display: none', '</style><script>'])(
  'an invalid colour is refused: %s',
  async (colour) => {
    await expect(setBrand({ colour })).rejects.toThrow('Colour');
    const writing = database(payload).execute(sql`UPDATE settings SET brand_colour = ${colour}`);
    await expect(writing).rejects.toMatchObject({ constraint: 'settings_brand_colour_is_hex' });
  },
);

test.each([
  ['Oak\r\nBcc: all@example.com', 'Oak Bcc: all@example.com'],
  ['\u202Esnos & kaO', 'snos & kaO'],
  ['"><script>alert(1)</script> 🪵', '"><script>alert(1)</script> 🪵'],
])('the name %j appears as %j, also in e-mails and calendar entries', async (name, company) => {
  await payload.updateGlobal({ slug: 'settings', data: { company: { name } }, depth: 0 });
  expect((await readBrand(payload)).company).toBe(company);
  const { subject, html } = await renderBrandedEmail(payload, 'welcome-email', welcome);
  expect(subject).toBe(`Welcome to ${company}: please verify your e-mail address`);
  expect(html).not.toContain('<script');
  const { id } = await makeBooking(payload, await makeSlot(payload));
  const entry = readCalendar(await renderBookingIcs(payload, await readBooking(payload, id, null)));
  expect(entry).toContainEqual(
    expect.objectContaining({ name: 'SUMMARY', value: `${company} home measurement (kitchen and bedroom)` }),
  );
  expect(entry.filter(({ name }) => name === 'ORGANIZER')).toHaveLength(1);
});

test('an empty brand colour is stored as null', async () => {
  await setBrand({ colour: '#123456' });
  await setBrand({ colour: '' });
  expect((await readBrand(payload)).colour).toBeNull();
});

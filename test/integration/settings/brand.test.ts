import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { calendarOf } from '../../../src/services/appointments/calendar.ts';
import { readBooking } from '../../../src/services/appointments/read-booking.ts';
import { brandedEmail } from '../../../src/services/notifications/branded-email.ts';
import { brandOf, DEFAULT_BRAND } from '../../../src/services/settings/brand.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { pngOf, webpOf } from '../../support/media.ts';
import { readCalendar } from '../../unit/emails/read-calendar.ts';
import { startMediaSite } from '../media/media-site.ts';

const { payload, upload } = await startMediaSite();

const setBrand = (brand: Record<string, string | null>) =>
  payload.updateGlobal({ slug: 'settings', data: { brand }, depth: 0 });

const welcome = { firstName: 'Amelia', otp: '004217', expiresInMinutes: 10 };

test('before anybody has set one it is the standard brand', async () => {
  expect(await brandOf(payload)).toEqual(DEFAULT_BRAND);
  expect((await brandedEmail(payload, 'welcome-email', welcome)).html).not.toContain('<img');
});

test('pictures are where the public finds them, and e-mails carry the file that was uploaded', async () => {
  const { mediaId, url, variants } = await upload({ bytes: await pngOf({ width: 1200, height: 600 }) });
  await setBrand({ colour: '#7A1FA2', line: 'Stairs', logo: mediaId, emailLogo: mediaId });
  const brand = await brandOf(payload);
  expect(brand).toMatchObject({ company: 'Lomash Wood', line: 'Stairs', colour: '#7a1fa2', icon: null });
  expect(brand.logo).toEqual({ url: variants.medium, width: 800, height: 400 });
  expect(brand.emailLogo).toEqual({ url, width: 1200, height: 600 });
  expect(url.startsWith(domainOf(payload).cdnUrl)).toBe(true);
  const { html, text } = await brandedEmail(payload, 'welcome-email', welcome);
  expect(html).toContain(`src="${url}" alt="Lomash Wood" width="96" height="48"`);
  expect(html).toMatch(/class="accent"[^>]*[^-]color:#7a1fa2/);
  expect(text).not.toContain(url);
});

test('a picture that is a logo is not deleted; without one the name stands there', async () => {
  const { mediaId } = await upload({ bytes: await pngOf() });
  await setBrand({ logo: mediaId, emailLogo: mediaId });
  expect((await brandOf(payload)).logo).not.toBeNull();
  await expect(payload.delete({ collection: 'media', id: mediaId })).rejects.toThrow('In use: Settings.');
  await setBrand({ logo: null, emailLogo: null });
  expect(await brandOf(payload)).toMatchObject({ logo: null, emailLogo: null });
});

test('mail clients are not sent what they cannot show', async () => {
  const { mediaId } = await upload({ bytes: await webpOf(), name: 'logo.webp', type: 'image/webp' });
  await expect(setBrand({ emailLogo: mediaId })).rejects.toThrow('Logo of e-mails');
  await setBrand({ logo: mediaId });
});

test.each(['red', '#fff', '#12345g', '#123456;} body { display: none', '</style><script>'])(
  'what is no colour is refused: %s',
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
])('the name %j is read as %j, in mails and diaries too', async (name, company) => {
  await payload.updateGlobal({ slug: 'settings', data: { company: { name } }, depth: 0 });
  expect((await brandOf(payload)).company).toBe(company);
  const { subject, html } = await brandedEmail(payload, 'welcome-email', welcome);
  expect(subject).toBe(`Welcome to ${company}: please verify your e-mail address`);
  expect(html).not.toContain('<script');
  const { id } = await makeBooking(payload, await makeSlot(payload));
  const entry = readCalendar(await calendarOf(payload, await readBooking(payload, id, null)));
  expect(entry).toContainEqual(
    expect.objectContaining({ name: 'SUMMARY', value: `${company} home measurement (kitchen and bedroom)` }),
  );
  expect(entry.filter(({ name }) => name === 'ORGANIZER')).toHaveLength(1);
});

test('an empty colour is none', async () => {
  await setBrand({ colour: '#123456' });
  await setBrand({ colour: '' });
  expect((await brandOf(payload)).colour).toBeNull();
});

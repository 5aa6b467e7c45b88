import fc from 'fast-check';
import { v1, v4, v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { cutProperties } from '../../../src/services/analytics/ingest/cut-properties.js';
import { withoutPrivate } from '../../../src/services/analytics/ingest/kept-properties.ts';
import { occurrence } from '../../../src/services/analytics/ingest/occurrence.ts';
import { campaignOf, keptAddress } from '../../../src/services/analytics/ingest/page-address.ts';
import { PROPERTY_SIZES } from '../../../src/services/analytics/ingest/property-sizes.ts';
import { storedId } from '../../../src/services/analytics/ingest/stored-id.ts';
import { hasOptedOut, isProgram } from '../../../src/services/analytics/ingest/visitor.ts';

const at = (iso: string) => Date.parse(iso);
const DAY = 24 * 60 * 60_000;
const timeOf = (uuid: string) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the id of an event', () => {
  const NOW = at('2028-02-29T23:59:59.999Z');

  it('is an eventId that is a UUIDv7, as it is', () => {
    const eventId = v7({ msecs: NOW });
    expect(storedId({ eventId, claimedAt: 5, occurredAt: NOW })).toBe(eventId);
  });

  it.each([
    ['the last millisecond of a leap day', '2028-02-29T23:59:59.999Z'],
    ['the first of a month', '2028-03-01T00:00:00.000Z'],
    ['the last of a year', '2027-12-31T23:59:59.999Z'],
    ['the first of a year', '2028-01-01T00:00:00.000Z'],
  ])('has the time that was sent: %s', (_when, iso) => {
    const id = storedId({ eventId: v4(), claimedAt: at(iso), occurredAt: NOW });
    expect(id).toMatch(UUID_V7);
    expect(timeOf(id)).toBe(at(iso));
  });

  it('is the same whenever the same is sent, whatever the clock here says', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.option(fc.nat(4e12), { nil: undefined }),
        fc.nat(4e12),
        fc.nat(4e12),
        (id, claimedAt, a, b) => {
          const first = storedId({ eventId: id, claimedAt, occurredAt: a });
          expect(storedId({ eventId: id, claimedAt, occurredAt: b })).toBe(first);
          expect(first[14]).toBe('7');
        },
      ),
    );
  });

  it('is another for another eventId of the same millisecond, also of one machine', () => {
    const node = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const ids = Array.from({ length: 1000 }, (_, nsecs) => v1({ node, clockseq: 1, msecs: NOW, nsecs }));
    const stored = ids.map((eventId) => storedId({ eventId, claimedAt: NOW, occurredAt: NOW }));
    expect(new Set(stored).size).toBe(1000);
  });

  it('is a new one of the time of occurrence when none was sent', () => {
    const ids = Array.from({ length: 100 }, () => storedId({ eventId: undefined, claimedAt: 7, occurredAt: NOW }));
    expect(new Set(ids).size).toBe(100);
    expect(new Set(ids.map(timeOf))).toEqual(new Set([NOW]));
    for (const id of ids) expect(id).toMatch(UUID_V7);
  });

  it('has the time 0, which is no month, when there is no time to be had', () => {
    expect(timeOf(storedId({ eventId: v4(), claimedAt: undefined, occurredAt: NOW }))).toBe(0);
    expect(timeOf(storedId({ eventId: v4(), claimedAt: -1, occurredAt: NOW }))).toBe(0);
  });
});

describe('the time of an event', () => {
  const NOW = at('2028-03-01T00:00:00.000Z');

  it.each([
    ['what was sent', NOW - 1, NOW - 1],
    ['a week ago, to the millisecond', NOW - 7 * DAY, NOW - 7 * DAY],
    ['now, for what is older', NOW - 7 * DAY - 1, NOW],
    ['now, for what is still to come', NOW + 1, NOW],
    ['now, when nothing was sent', undefined, NOW],
  ])('is %s', (_what, claimed, expected) => {
    expect(occurrence(claimed, NOW)).toBe(expected);
  });
});

describe('the address of a page', () => {
  const ADDRESS = 'https://jo:pw@shop.test/k?utm_source=news&gclid=abc&email=jo%40x.test&q=oak&access_token=t#reviews';

  it('is kept without fragment, user and private parameters', () => {
    expect(keptAddress(ADDRESS, false)).toBe('https://shop.test/k?utm_source=news&gclid=abc&q=oak');
    expect(keptAddress('https://shop.test/k?q=oak', false)).toBe('https://shop.test/k?q=oak');
    expect(keptAddress('https://shop.test/k?email=jo', false)).toBe('https://shop.test/k');
    expect(keptAddress('/k?user%5Bemail%5D=jo&user[phone]=1&q=oak&e%6Dail=jo&%E0%A4%A=1', false)).toBe(
      '/k?q=oak&%E0%A4%A=1',
    );
    expect(keptAddress('https://shop.test/@jo', false)).toBe('https://shop.test/@jo');
    expect(keptAddress('/k?q=oak#x', false)).toBe('/k?q=oak');
    expect(keptAddress('/thanks/jo.x@y.co.uk?q=oak&for=jo%40x.test', false)).toBe('/thanks/[email]?q=oak&for=[email]');
    expect(campaignOf('?utm_content=jo%40x.test', false)).toEqual({ utm_content: '[email]' });
  });

  it('is kept without any parameter for who has opted out', () => {
    expect(keptAddress(ADDRESS, true)).toBe('https://shop.test/k');
  });

  it('gives the campaign and the click, and for who has opted out the campaign alone', () => {
    expect(campaignOf(ADDRESS, false)).toEqual({ utm_source: 'news', gclid: 'abc' });
    expect(campaignOf(ADDRESS, true)).toEqual({ utm_source: 'news' });
    expect(campaignOf('https://shop.test/k', false)).toEqual({});
  });

  it('decodes parameters, takes the first of each, and nothing that Postgres cannot hold', () => {
    expect(campaignOf('?utm_source=a+b%26c&utm_source=d&utm_term=&utm_medium=x%00y', false)).toEqual({
      utm_source: 'a b&c',
      utm_medium: 'xy',
    });
    expect(campaignOf(`?utm_source=${encodeURIComponent(`${'x'.repeat(199)}😀`)}`, false).utm_source).toBe(
      'x'.repeat(199),
    );
    expect(campaignOf('?utm_source=%E0%A4%A', false).utm_source).toContain('\ufffd');
    expect(campaignOf('?__proto__=x&utm_id=7', false)).toEqual({ utm_id: '7' });
  });
});

describe('properties', () => {
  const nested = (depth: number): Record<string, unknown> => (depth === 1 ? { a: 1 } : { a: nested(depth - 1) });
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, null]));

  const cut = (properties: Record<string, unknown>) => cutProperties(properties, PROPERTY_SIZES);

  it('may be so large, and are cut where they are larger', () => {
    for (const fits of [nested(5), keys(600), { a: 'é'.repeat(8191) }, { list: [1, null, { a: true }] }])
      expect(cut(fits)).toBe(fits);
    expect(cut(nested(6))).toEqual({ a: { a: { a: { a: {} } } } });
    expect(Object.keys(cut({ list: Array.from({ length: 3000 }, () => ''), a: 1 }))).toEqual(['list']);
    expect(cut({ list: Array.from({ length: 3000 }, () => '') })).toEqual({
      list: Array.from({ length: 2499 }, () => ''),
    });
    expect(cut({ a: 'é'.repeat(9000), b: 'x', c: 1 })).toEqual({ a: 'é'.repeat(8191) });
    expect(cut({ a: `${'x'.repeat(8190)}😀` })).toEqual({ a: 'x'.repeat(8190) });
    expect(cut({ list: ['a', 'b'.repeat(9000), 'c'], z: 1 })).toEqual({ list: ['a'], z: 1 });
  });

  it('lose what names a person, and what tells a visitor for who has opted out', () => {
    const sent = {
      productId: 'p',
      Email: 'jo@x.test',
      user_id: 'u',
      list: [{ first_name: 'Jo', clientId: 'c', n: 1 }],
    };
    expect(withoutPrivate(sent, false)).toEqual({ productId: 'p', user_id: 'u', list: [{ clientId: 'c', n: 1 }] });
    expect(withoutPrivate(sent, true)).toEqual({ productId: 'p', list: [{ n: 1 }] });
    const named = { customerEmail: 'a', sha256_email_address: 'b', 'billing-phone': 'c', emailed: 1, is_mobile: true };
    expect(withoutPrivate(named, false)).toEqual({ emailed: 1, is_mobile: true });
    expect(withoutPrivate({ label: 'for jo@x.test' }, false)).toEqual({ label: 'for [email]' });
    const harmless = { productId: 'p', page_location: 'https://shop.test/k', note: 'a?email=b' };
    expect(withoutPrivate(harmless, true)).toBe(harmless);
  });
});

describe('an address among the properties', () => {
  const sent = { page_location: 'https://shop.test/k?gclid=c&email=jo', links: ['https://jo:pw@shop.test/#token=t'] };

  it('is kept as the address of the page is', () => {
    const links = ['https://shop.test/'];
    expect(withoutPrivate(sent, false)).toEqual({ page_location: 'https://shop.test/k?gclid=c', links });
    expect(withoutPrivate(sent, true)).toEqual({ page_location: 'https://shop.test/k', links });
  });
});

describe('a visitor', () => {
  it('opts out by Sec-GPC or DNT', () => {
    expect(hasOptedOut({ header: (name) => (name === 'sec-gpc' ? '1' : undefined) })).toBe(true);
    expect(hasOptedOut({ header: (name) => (name === 'dnt' ? '1' : undefined) })).toBe(true);
    expect(hasOptedOut({ header: (name) => (name === 'dnt' ? '0' : undefined) })).toBe(false);
  });

  it('is a program when it says so, or nothing', () => {
    expect(isProgram('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')).toBe(true);
    expect(isProgram(undefined)).toBe(true);
    expect(isProgram('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(false);
  });
});

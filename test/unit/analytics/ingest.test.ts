import fc from 'fast-check';
import { v1, v4, v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { cutProperties } from '../../../src/services/analytics/cut-properties.js';
import { hasOptedOut, isBotUserAgent, PROPERTY_SIZES } from '../../../src/services/analytics/ingest.ts';
import { redactAddress, removePrivate } from '../../../src/services/analytics/privacy-filter.ts';
import {
  estimateOccurredAt,
  parseCampaign,
  parsePageAddress,
  toStoredId,
  toTrackingEvent,
} from '../../../src/services/analytics/to-tracking-event.ts';

const at = (iso: string) => Date.parse(iso);
const DAY = 24 * 60 * 60_000;
const getTime = (uuid: string) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the id of an event', () => {
  const NOW = at('2028-02-29T23:59:59.999Z');

  it('is the eventId itself if that is a UUIDv7', () => {
    const eventId = v7({ msecs: NOW });
    expect(toStoredId({ eventId, claimedAt: 5, occurredAt: NOW })).toBe(eventId);
  });

  it('ends like the eventId if that is a UUIDv4', () => {
    const eventId = v4();
    expect(toStoredId({ eventId, claimedAt: NOW, occurredAt: NOW }).slice(15)).toBe(eventId.slice(15));
  });

  it.each([
    ['the last millisecond of a leap day', '2028-02-29T23:59:59.999Z'],
    ['the first of a month', '2028-03-01T00:00:00.000Z'],
    ['the last of a year', '2027-12-31T23:59:59.999Z'],
    ['the first of a year', '2028-01-01T00:00:00.000Z'],
  ])('has the time that the client claims: %s', (_name, iso) => {
    const id = toStoredId({ eventId: v4(), claimedAt: at(iso), occurredAt: NOW });
    expect(id).toMatch(UUID_V7);
    expect(getTime(id)).toBe(at(iso));
  });

  it('is the same for a resent event at any server time', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.option(fc.nat(4e12), { nil: undefined }),
        fc.nat(4e12),
        fc.nat(4e12),
        (id, claimedAt, a, b) => {
          const first = toStoredId({ eventId: id, claimedAt, occurredAt: a });
          expect(toStoredId({ eventId: id, claimedAt, occurredAt: b })).toBe(first);
          expect(first[14]).toBe('7');
        },
      ),
    );
  });

  it('differs between different eventIds of one millisecond and machine', () => {
    const node = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const ids = Array.from({ length: 1000 }, (_, nsecs) => v1({ node, clockseq: 1, msecs: NOW, nsecs }));
    const stored = ids.map((eventId) => toStoredId({ eventId, claimedAt: NOW, occurredAt: NOW }));
    expect(new Set(stored).size).toBe(1000);
  });

  it('is a new UUIDv7 with the time of occurrence if no eventId is sent', () => {
    const ids = Array.from({ length: 100 }, () => toStoredId({ eventId: undefined, claimedAt: 7, occurredAt: NOW }));
    expect(new Set(ids).size).toBe(100);
    expect(new Set(ids.map(getTime))).toEqual(new Set([NOW]));
    for (const id of ids) expect(id).toMatch(UUID_V7);
  });

  it('has the time 0 if the client claims no usable time', () => {
    expect(getTime(toStoredId({ eventId: v4(), claimedAt: undefined, occurredAt: NOW }))).toBe(0);
    expect(getTime(toStoredId({ eventId: v4(), claimedAt: -1, occurredAt: NOW }))).toBe(0);
  });
});

describe('the time of an event', () => {
  const NOW = at('2028-03-01T00:00:00.000Z');

  it.each([
    ['the claimed time', NOW - 1, NOW - 1],
    ['a week ago, to the millisecond', NOW - 7 * DAY, NOW - 7 * DAY],
    ['the time of receipt for an older claim', NOW - 7 * DAY - 1, NOW],
    ['the time of receipt for a future claim', NOW + 1, NOW],
    ['the time of receipt without a claim', undefined, NOW],
  ])('is %s', (_name, claimed, expected) => {
    expect(estimateOccurredAt(claimed, NOW)).toBe(expected);
  });
});

describe('the address of a page', () => {
  const ADDRESS = 'https://jo:pw@shop.test/k?utm_source=news&gclid=abc&email=jo%40x.test&q=oak&access_token=t#reviews';

  it('is stored without fragment, user and private parameters', () => {
    expect(redactAddress(ADDRESS, false)).toBe('https://shop.test/k?utm_source=news&gclid=abc&q=oak');
    expect(redactAddress('https://shop.test/k?q=oak', false)).toBe('https://shop.test/k?q=oak');
    expect(redactAddress('https://shop.test/k?email=jo', false)).toBe('https://shop.test/k');
    expect(redactAddress('/k?user%5Bemail%5D=jo&user[phone]=1&q=oak&e%6Dail=jo&%E0%A4%A=1', false)).toBe(
      '/k?q=oak&%E0%A4%A=1',
    );
    expect(redactAddress('//jo:pw@shop.test/k', false)).toBe('//shop.test/k');
    expect(redactAddress('https://shop.test/@jo', false)).toBe('https://shop.test/@jo');
    expect(redactAddress('https://shop.test/k//@jo', false)).toBe('https://shop.test/k//@jo');
    expect(redactAddress('/k?q=oak#x', false)).toBe('/k?q=oak');
    expect(redactAddress('/k?', false)).toBe('/k');
    expect(redactAddress('/k?&q=email&email&', false)).toBe('/k?q=email');
    expect(redactAddress('/thanks/jo.x@shop.co.uk?q=oak&for=jo%40x.test', false)).toBe(
      '/thanks/[email]?q=oak&for=[email]',
    );
    expect(parseCampaign('?utm_content=jo%40x.test', false)).toEqual({ utm_content: '[email]' });
  });

  it('is stored without parameters if the visitor has opted out', () => {
    expect(redactAddress(ADDRESS, true)).toBe('https://shop.test/k');
  });

  it('contains the campaign and click ids, but no click ids if the visitor has opted out', () => {
    expect(parseCampaign(ADDRESS, false)).toEqual({ utm_source: 'news', gclid: 'abc' });
    expect(parseCampaign(ADDRESS, true)).toEqual({ utm_source: 'news' });
    expect(parseCampaign('https://shop.test/k', false)).toEqual({});
  });

  it('contains the first decoded value of each parameter, without characters that Postgres cannot store', () => {
    expect(parseCampaign('?utm_source=a+b%26c&utm_source=d&utm_term=&utm_medium=x%00y', false)).toEqual({
      utm_source: 'a b&c',
      utm_medium: 'xy',
    });
    expect(parseCampaign(`?utm_source=${encodeURIComponent(`${'x'.repeat(199)}😀`)}`, false).utm_source).toBe(
      'x'.repeat(199),
    );
    expect(parseCampaign(`?utm_source=${'x'.repeat(201)}&utm_medium=a+b=c&utm_term=+`, false)).toEqual({
      utm_source: 'x'.repeat(200),
      utm_medium: 'a b=c',
      utm_term: ' ',
    });
    expect(parseCampaign('?utm_source=%E0%A4%A', false).utm_source).toContain('\ufffd');
    expect(parseCampaign('?__proto__=x&utm_id=7', false)).toEqual({ utm_id: '7' });
  });
});

describe('the properties of an event', () => {
  const nested = (depth: number): Record<string, unknown> => (depth === 1 ? { a: 1 } : { a: nested(depth - 1) });
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, null]));

  const cut = (properties: Record<string, unknown>) => cutProperties(properties, PROPERTY_SIZES);

  it('are cut to the maximum sizes', () => {
    for (const fits of [nested(5), keys(600), { a: 'é'.repeat(8191) }, { list: [1, null, { a: true }] }])
      expect(cut(fits)).toBe(fits);
    expect(cut(nested(6))).toEqual({ a: { a: { a: { a: {} } } } });
    expect(Object.keys(cut({ list: Array.from({ length: 3000 }, () => ''), a: 1 }))).toEqual(['list']);
    expect(cut({ list: Array.from({ length: 3000 }, () => '') })).toEqual({
      list: Array.from({ length: 2499 }, () => ''),
    });
    expect(cut({ a: 'é'.repeat(9000), b: 'x', c: 1 })).toEqual({ a: 'é'.repeat(8191) });
    expect(cut({ a: `${'x'.repeat(8190)}😀` })).toEqual({ a: 'x'.repeat(8190) });
    expect(cut({ a: `😀${'x'.repeat(9000)}` })).toEqual({ a: `😀${'x'.repeat(8189)}` });
    expect(cut({ a: [[[1]]], b: [1, [[[[1]]]]] })).toEqual({ a: [[[1]]], b: [1] });
    expect(cut({ list: ['a', 'b'.repeat(9000), 'c'], z: 1 })).toEqual({ list: ['a'], z: 1 });
  });

  it('are stored without personal data, and without ids of the visitor after an opt-out', () => {
    const sent = {
      productId: 'p',
      Email: 'jo@x.test',
      user_id: 'u',
      list: [{ first_name: 'Jo', clientId: 'c', n: 1 }],
    };
    expect(removePrivate(sent, false)).toEqual({ productId: 'p', user_id: 'u', list: [{ clientId: 'c', n: 1 }] });
    expect(removePrivate(sent, true)).toEqual({ productId: 'p', list: [{ n: 1 }] });
    const named = { customerEmail: 'a', sha256_email_address: 'b', 'billing-phone': 'c', emailed: 1, is_mobile: true };
    expect(removePrivate(named, false)).toEqual({ emailed: 1, is_mobile: true });
    const inParts = { 'customer.zip': 'a', 'customer[mobile]': 'b', customerEMAIL_hash: 'c', '': 1, '[]': 2 };
    expect(removePrivate(inParts, false)).toEqual({ '': 1, '[]': 2 });
    expect(removePrivate({ mail: 'jo', stock: null }, false)).toEqual({ stock: null });
    expect(removePrivate({ list: [1, { fingerprint: 'f', gclid: 'c' }] }, true)).toEqual({ list: [1, {}] });
    expect(removePrivate({ label: 'for jo@shop.test' }, false)).toEqual({ label: 'for [email]' });
    const note = 'see https://shop.test/k#top';
    const harmless = { productId: 'p', page_location: 'https://shop.test/k', note, price: 10, list: [null, true] };
    expect(removePrivate(harmless, true)).toBe(harmless);
  });
});

describe('an address in the properties', () => {
  const sent = { page_location: 'https://shop.test/k?gclid=c&email=jo', links: ['http://jo:pw@shop.test/#token=t'] };

  it('is redacted like the page address', () => {
    const links = ['http://shop.test/'];
    expect(removePrivate(sent, false)).toEqual({ page_location: 'https://shop.test/k?gclid=c', links });
    expect(removePrivate(sent, true)).toEqual({ page_location: 'https://shop.test/k', links });
  });
});

describe('a visitor', () => {
  it('opts out with the header Sec-GPC or DNT', () => {
    expect(hasOptedOut({ header: (name) => (name === 'sec-gpc' ? '1' : undefined) })).toBe(true);
    expect(hasOptedOut({ header: (name) => (name === 'dnt' ? '1' : undefined) })).toBe(true);
    expect(hasOptedOut({ header: (name) => (name === 'dnt' ? '0' : undefined) })).toBe(false);
  });

  it('is a bot if the user agent names a bot or is missing', () => {
    expect(isBotUserAgent('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')).toBe(true);
    expect(isBotUserAgent(undefined)).toBe(true);
    expect(isBotUserAgent('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(false);
  });
});

describe('a stored event', () => {
  const RECEIVED_AT = at('2028-03-01T00:00:00.000Z');
  const visitor = { userId: 'u', ipPrefix: '203.0.113.0/24', isBot: true, optedOut: false };
  const sent = {
    ...{ event: 'page_view', eventId: v7({ msecs: RECEIVED_AT }), occurredAt: '2028-02-29T23:59:59.000Z' },
    ...{ sessionId: 's', properties: { email: 'jo@x.test', n: 1, clientId: 'c' } },
    ...{ pageUrl: '/k?utm_source=news&gclid=c&email=jo', referrer: 'https://a.test/?gclid=c&name=jo' },
  };

  it('has the data of the visitor and of the page, without personal data', () => {
    expect(toTrackingEvent(sent, visitor, RECEIVED_AT)).toEqual({
      ...{ id: sent.eventId, type: 'page_view', category: null, sessionId: 's', userId: 'u', isBot: true },
      ...{ properties: { n: 1, clientId: 'c' }, pageUrl: '/k?utm_source=news&gclid=c' },
      ...{ referrer: 'https://a.test/?gclid=c', utm: { utm_source: 'news', gclid: 'c' }, ipPrefix: '203.0.113.0/24' },
      ...{ occurredAt: '2028-02-29T23:59:59.000Z', receivedAt: '2028-03-01T00:00:00.000Z' },
    });
  });

  it('has neither the ids nor the network of a visitor who has opted out', () => {
    expect(toTrackingEvent(sent, { ...visitor, optedOut: true }, RECEIVED_AT)).toEqual({
      ...{ id: sent.eventId, type: 'page_view', category: null, sessionId: null, userId: null, ipPrefix: null },
      ...{ properties: { n: 1 }, isBot: true },
      ...{ pageUrl: '/k', referrer: 'https://a.test/', utm: { utm_source: 'news' } },
      ...{ occurredAt: '2028-02-29T23:59:59.000Z', receivedAt: '2028-03-01T00:00:00.000Z' },
    });
  });

  it('may lack everything but its type', () => {
    expect(toTrackingEvent({ event: 'x' }, { ...visitor, userId: null }, RECEIVED_AT)).toEqual({
      ...{ id: expect.stringMatching(UUID_V7), type: 'x', category: null, properties: {}, utm: {} },
      ...{ sessionId: null, userId: null, pageUrl: null, referrer: null, isBot: true, ipPrefix: '203.0.113.0/24' },
      ...{ occurredAt: '2028-03-01T00:00:00.000Z', receivedAt: '2028-03-01T00:00:00.000Z' },
    });
  });

  it('shares the parsed page address with other events only if the address is stored as it was sent', () => {
    expect(parsePageAddress('/k?q=oak', false)).toBe(parsePageAddress('/k?q=oak', false));
    expect(parsePageAddress('/k?email=jo', false)).not.toBe(parsePageAddress('/k?email=jo', false));
    expect(parsePageAddress('/k?q=oak', true)).toEqual({ address: '/k', campaign: {} });
  });
});

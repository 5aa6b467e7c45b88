import { describe, expect, it } from 'vitest';
import { type MessageName, type MessageProps, messages, renderEmail } from '../../../src/emails/messages.ts';

const names = Object.keys(messages) as MessageName[];

const hostile = {
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&amp;',
  'line breaks': 'Amelia\r\nBcc: eve@example.com\r\n\r\nHello',
  emoji: '👩‍🍳 Zoë 🛏️ 陽子',
  'a long word': 'x'.repeat(2_000),
  'a long text': 'one two '.repeat(250).trim(),
  'control characters': 'a\u0000b\u0007c\u202Ed',
};

/**
 * Returns the sample of a message with `text` in all free-text fields. Other tests check the formats of times, codes and types.
 */
function withText<Name extends MessageName>(name: Name, text: string): MessageProps[Name] {
  const fields = ['firstName', 'lastName', 'email', 'phone', 'address', 'postcode'];
  const { sample } = messages[name];
  const changed = Object.keys(sample).filter((key) => fields.includes(key));
  const showroom = { name: text, address: text, postcode: text, phone: text };
  return {
    ...sample,
    ...Object.fromEntries(changed.map((key) => [key, text])),
    ...('showroom' in sample && { showroom }),
  };
}

const sampleEmail = <Name extends MessageName>(name: Name) => renderEmail(name, messages[name].sample);

describe.each(names)('the message %s', (name) => {
  it('renders its sample', async () => {
    const { subject, html, text } = await sampleEmail(name);
    expect(subject).toMatch(/^\P{Cc}{10,160}$/u);
    expect(html).toMatch(/^<!DOCTYPE html[\s\S]*<\/html>$/);
    expect(`${subject}${html}${text}`).not.toMatch(/undefined|\[object|Invalid|NaN/);
    expect(text).not.toMatch(/<[a-z]/);
  });

  it('loads no remote content', async () => {
    const { html } = await sampleEmail(name);
    expect(html).not.toMatch(/<img|<link|<script|@import|@font-face|url\(|\ssrc=/i);
  });

  it('renders the same bytes each time', async () => {
    expect(await sampleEmail(name)).toEqual(await sampleEmail(name));
  });

  it.each(Object.entries(hostile))('renders without an error with %s', async (_, value) => {
    const { subject, html, text } = await renderEmail(name, withText(name, value));
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202E]/u);
    expect([...subject].length).toBeLessThanOrEqual(160);
    expect(html).not.toMatch(/<script|<img/i);
    expect(`${html}${text}`).not.toMatch(/[^\P{Cc}\t\r\n]/u);
    expect(text.length).toBeGreaterThan(100);
  });
});

describe('the content of messages', () => {
  it.each(['welcome-email', 'password-reset'] as const)('%s has the code only in its body', async (name) => {
    const { subject, html, text } = await renderEmail(name, {
      firstName: 'Amelia',
      otp: '004217',
      expiresInMinutes: 1,
    });
    expect(subject).not.toContain('004217');
    expect(html).toContain('>004217<');
    expect(text).toMatch(/^004217$/m);
    expect(text).toContain('Hello Amelia,');
    expect(text).toContain('valid for 1 minute.');
  });

  it.each([
    ['booking-confirmation', 'We have your booking: home measurement'],
    ['booking-confirmed', 'Confirmed: home measurement'],
    ['booking-rescheduled', 'New time: home measurement'],
    ['booking-cancelled', 'Cancelled: home measurement'],
    ['booking-reminder', 'Reminder: home measurement'],
  ] as const)('%s has the details of a home visit', async (name, opening) => {
    const visit = messages['booking-rescheduled'].sample;
    const { subject, text } = await renderEmail(name, visit);
    expect(subject).toBe(`${opening}, Tuesday 24 November 2026, 10:30 (BK-20261117-7Q4M)`);
    expect(text).toMatch(/^Reference +BK-20261117-7Q4M$/m);
    expect(text).toMatch(/^For +Kitchen and bedroom$/m);
    expect(text).toMatch(/^When +Tuesday 24 November 2026, 10:30–11:30$/m);
    expect(text).toMatch(/^Where +14 Larkspur Terrace\n +Harrogate\n +HG1 4QT$/m);
    expect(text.includes('Previously')).toBe(name === 'booking-rescheduled');
    expect(text.includes(`Change or cancel your booking ${visit.manageUrl}`)).toBe(name !== 'booking-cancelled');
  });

  it('shows the previous time of a rescheduled booking, each time in its own UTC offset', async () => {
    const { text } = await sampleEmail('booking-rescheduled');
    expect(text).toMatch(/^Previously +Thursday 22 October 2026, 14:00$/m);
  });

  it('shows the showroom of a visit, and not the customer’s address', async () => {
    const { html, text } = await sampleEmail('booking-confirmed');
    expect(text).toMatch(/^Where +Lomash Wood Leeds\n +27 Mill Lane, Leeds\n +LS2 7EE$/m);
    expect(text).toMatch(/^Phone +\+44 113 496 0142$/m);
    expect(html).toContain('href="tel:+441134960142"');
    expect(text).not.toContain('Larkspur');
  });

  it('has a link to a map of the showroom, and never of a customer’s home', async () => {
    const { text } = await sampleEmail('booking-confirmed');
    const map = new URL(text.match(/^Map +Get directions (\S+)/m)?.[1] ?? '');
    expect(map.searchParams.get('query')).toBe('Lomash Wood Leeds, 27 Mill Lane, Leeds, LS2 7EE');
    expect((await sampleEmail('booking-confirmation')).text).not.toContain('Get directions');
  });

  it('has a link to pay only if the settings contain the website’s page', async () => {
    const { sample } = messages['payment-failed'];
    expect((await renderEmail('payment-failed', sample)).text).toContain(`Pay now ${sample.payUrl}`);
    const without = await renderEmail('payment-failed', { ...sample, payUrl: null });
    expect(without.html).not.toContain('<a ');
    expect(without.text).not.toContain('Pay now');
  });

  it('shows that a consultation is online', async () => {
    const { subject, text } = await renderEmail('booking-reminder', {
      ...messages['booking-reminder'].sample,
      type: 'ONLINE',
      forKitchen: false,
    });
    expect(subject).toMatch(/^Reminder: online consultation, /);
    expect(text).toMatch(/^Where +Online$/m);
    expect(text).toMatch(/^For +Bedroom$/m);
  });

  it('omits unknown details', async () => {
    const { sample } = messages['booking-confirmation'];
    const { html, text } = await renderEmail('booking-confirmation', {
      ...sample,
      address: null,
      postcode: undefined,
      manageUrl: null,
    });
    expect(text).not.toContain('Where');
    expect(html).not.toContain('<a ');
  });

  it('does not repeat a postcode that the address already has', async () => {
    const { sample } = messages['booking-confirmation'];
    const { text } = await renderEmail('booking-confirmation', { ...sample, address: '14 Larkspur Terrace, hg14qt' });
    expect(text).toMatch(/^Where +14 Larkspur Terrace, hg14qt\n\n/m);
  });

  it('shows the customer’s details to the teams', async () => {
    const { subject, html, text } = await sampleEmail('internal-dual-booking-alert');
    expect(subject).toBe(
      'Kitchen + bedroom home measurement, Tuesday 24 November 2026, 10:30: Amelia Hartley (BK-20261117-7Q4M)',
    );
    expect(text).toMatch(/^Customer +Amelia Hartley$/m);
    expect(text).toMatch(/^E-mail +amelia\.hartley@example\.com$/m);
    expect(text).toMatch(/^Phone +\+44 7700 900461$/m);
    expect(text).toMatch(/^Address +14 Larkspur Terrace\n +Harrogate$/m);
    expect(text).toMatch(/^Postcode +HG1 4QT$/m);
    expect(text).toContain(`Open the booking ${messages['internal-dual-booking-alert'].sample.adminUrl}`);
    expect(html).toContain('href="mailto:amelia.hartley@example.com"');
  });

  it('does not put a hostile e-mail address into the query of the mail link', async () => {
    const { html } = await renderEmail('internal-dual-booking-alert', {
      ...messages['internal-dual-booking-alert'].sample,
      email: 'a@b.example?bcc=eve@example.com',
    });
    expect(html).toContain('href="mailto:a@b.example%3Fbcc%3Deve%40example.com"');
  });

  it('refuses an invalid time', async () => {
    const { sample } = messages['booking-confirmation'];
    await expect(renderEmail('booking-confirmation', { ...sample, startsAt: 'tomorrow' })).rejects.toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { FOR_UNVERIFIED, forUnverified } from '../../../src/emails/for-unverified.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';

const HOSTILE = 'You have won £500. Claim at https://evil.example/claim or call 020 7946 0958';

/** Everything that a stranger can write into a form of ours, whether today's messages are given it or not. */
const WRITTEN_BY_STRANGERS = [
  ...['firstName', 'lastName', 'email', 'phone', 'address', 'postcode', 'notes', 'cancelReason', 'message'],
  ...['companyName', 'name', 'reason', 'customer'],
];

const forStrangers = Object.entries(FOR_UNVERIFIED).flatMap(([name, shown]) =>
  typeof shown === 'string' ? [] : [name as MessageName],
);

const renderHostile = <Name extends MessageName>(name: Name) => {
  const hostile = Object.fromEntries(WRITTEN_BY_STRANGERS.map((field) => [field, HOSTILE]));
  return renderEmail(name, forUnverified(name, { ...messages[name].sample, ...hostile }));
};

describe('what an unverified address is shown', () => {
  it('is written down for every message', () => {
    expect(Object.keys(FOR_UNVERIFIED).sort()).toEqual(Object.keys(messages).sort());
  });

  it.each(forStrangers)('%s shows nothing that a stranger wrote', async (name) => {
    const { subject, html, text } = await renderHostile(name);
    for (const part of [subject, html, text]) expect(part).not.toMatch(/evil|£500|won|7946/);
    expect(text).toContain('Hello,');
  });

  it.each(forStrangers)('%s still makes sense without it', async (name) => {
    const { sample } = messages[name];
    const { subject, text } = await renderEmail(name, forUnverified(name, sample));
    expect(subject).toBe((await renderEmail(name, sample)).subject);
    expect(text).not.toMatch(/undefined|null|\[object/);
    expect(text).toContain('Hello Amelia,');
  });

  it('is more for a reader whose address is verified', async () => {
    const { sample } = messages['booking-confirmation'];
    expect((await renderEmail('booking-confirmation', sample)).text).toContain('Larkspur Terrace');
    const less = await renderEmail('booking-confirmation', forUnverified('booking-confirmation', sample));
    expect(less.text).not.toContain('Larkspur');
  });
});

import { describe, expect, it } from 'vitest';
import { limitForUnverified, UNVERIFIED_PROPS } from '../../../src/emails/limit-for-unverified.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';

const HOSTILE = 'You have won £500. Claim at https://evil.example/claim or call 020 7946 0958';

/** All fields that a stranger can fill in on the website, whether current messages use them or not. */
const WRITTEN_BY_STRANGERS = [
  ...['firstName', 'lastName', 'email', 'phone', 'address', 'postcode', 'notes', 'cancelReason', 'message'],
  ...['companyName', 'name', 'reason', 'customer'],
];

const forStrangers = Object.entries(UNVERIFIED_PROPS).flatMap(([name, shown]) =>
  typeof shown === 'string' ? [] : [name as MessageName],
);

const renderHostile = <Name extends MessageName>(name: Name) => {
  const hostile = Object.fromEntries(WRITTEN_BY_STRANGERS.map((field) => [field, HOSTILE]));
  return renderEmail(name, limitForUnverified(name, { ...messages[name].sample, ...hostile }));
};

describe('a message to an unverified address', () => {
  it('is defined for every kind of message', () => {
    expect(Object.keys(UNVERIFIED_PROPS).sort()).toEqual(Object.keys(messages).sort());
  });

  it.each(forStrangers)('of the kind %s shows nothing that a stranger has entered', async (name) => {
    const { subject, html, text } = await renderHostile(name);
    for (const part of [subject, html, text]) expect(part).not.toMatch(/evil|£500|won|7946/);
    expect(text).toContain('Hello,');
  });

  it.each(forStrangers)('of the kind %s makes sense without these texts', async (name) => {
    const { sample } = messages[name];
    const { subject, text } = await renderEmail(name, limitForUnverified(name, sample));
    expect(subject).toBe((await renderEmail(name, sample)).subject);
    expect(text).not.toMatch(/undefined|null|\[object/);
    expect(text).toContain('Hello Amelia,');
  });

  it('has fewer details than one to a verified address', async () => {
    const { sample } = messages['booking-confirmation'];
    expect((await renderEmail('booking-confirmation', sample)).text).toContain('Larkspur Terrace');
    const less = await renderEmail('booking-confirmation', limitForUnverified('booking-confirmation', sample));
    expect(less.text).not.toContain('Larkspur');
  });
});

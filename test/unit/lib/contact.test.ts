import { describe, expect, it } from 'vitest';
import { emailInput, nameInput, normalisePhone, normalisePostcode, toDialledPhone } from '../../../src/lib/contact.ts';
import { showPhone } from '../../../src/lib/display.ts';

describe('normalisePhone', () => {
  it.each([
    ['020 7946 0958', '+442079460958'],
    ['(020) 7946-0958', '+442079460958'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['0044 20 7946 0958', '+442079460958'],
    ['07911 123456', '+447911123456'],
    ['07700 900123', '+447700900123'],
    ['01632 960123', '+441632960123'],
    ['+33 6 12 34 56 78', '+33612345678'],
    ['\u202d07700 900321\u202c', '+447700900321'],
    ['\u200e07700\u2009900321', '+447700900321'],
    ['\u2066+44\u00a07700\u00a0900321\u2069', '+447700900321'],
  ])('reads %s', (input, expected) => {
    expect(normalisePhone(input)).toBe(expected);
  });

  it.each([
    '',
    '999',
    '12345',
    '020 7946 095',
    'call 020 7946 0958',
    '020 7946 0958 ext 5',
    '07700 800123x',
    '0'.repeat(30),
  ])('refuses %j', (input) => {
    expect(normalisePhone(input)).toBeUndefined();
  });

  it('is idempotent', () => {
    for (const number of ['+442079460958', '+447700900123']) expect(normalisePhone(number)).toBe(number);
  });
});

describe('normalisePostcode', () => {
  it.each([
    ['sw47aa', 'SW4 7AA'],
    [' EC1A  1BB ', 'EC1A 1BB'],
    ['SW4\u200b7AA', 'SW4 7AA'],
    ['sw4\u00a07aa\ufeff', 'SW4 7AA'],
  ])('reads %j', (input, expected) => {
    expect(normalisePostcode(input)).toBe(expected);
  });

  it.each(['', 'SW4', '12345', 'SW4 7AA1'])('refuses %j', (input) => {
    expect(normalisePostcode(input)).toBeUndefined();
  });
});

describe('emailInput', () => {
  it('normalises an e-mail address', () => {
    expect(emailInput.parse('  Ada@Example.COM ')).toBe('ada@example.com');
  });

  it.each([
    ['tom&jerry@example.com', 'tom&jerry@example.com'],
    ["o'brien+news@example.com", "o'brien+news@example.com"],
    ['ada#1@example.com', 'ada#1@example.com'],
    ['ada@example.xn--p1ai', 'ada@example.xn--p1ai'],
    ['ada@müller.de', 'ada@xn--mller-kva.de'],
    ['Ada@MÜLLER.de', 'ada@xn--mller-kva.de'],
    ['ada@mu\u0308ller.de', 'ada@xn--mller-kva.de'],
    ['\u202aada@example.com\u202c', 'ada@example.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('accepts %j', (input, expected) => {
    expect(emailInput.parse(input)).toBe(expected);
  });

  it.each([
    'ada.@example.com',
    '.ada@example.com',
    'a..da@example.com',
    'ada@example.com.',
    'ada@example..com',
    'ada@-example.com',
    'ada@127.0.0.1',
    'ada@example.123',
    'ada@exa_mple.com',
    'ada@example.com/x',
    'ada@bob@example.com',
    'jösé@example.com',
    '"a b"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    'ada',
    'ada@',
    '@example.com',
    'a b@example.com',
    'ada@example',
    'ada@example.com\nBcc: x@y.zz',
    `${'a'.repeat(250)}@e.com`,
  ])('refuses %j', (input) => {
    expect(emailInput.safeParse(input).success).toBe(false);
  });
});

describe('nameInput', () => {
  it.each(['Ada', "O'Brien", 'Łukasz', '李', 'x'.repeat(100)])('accepts %s', (name) => {
    expect(nameInput.parse(` ${name} `)).toBe(name);
  });

  it('normalises spaces to single ones, and composes letters', () => {
    expect(nameInput.parse('Zoe\u0308\u00a0 Ann')).toBe('Zoë Ann');
  });

  it.each([
    '',
    ' ',
    '\u200b',
    '\u200d',
    '\u3164',
    '\u2800',
    '\u0301',
    'x'.repeat(101),
    'a\u0000b',
    'a\r\nb',
    'a\u0085b',
  ])('refuses %j', (name) => {
    expect(nameInput.safeParse(name).success).toBe(false);
  });
});

describe('a stored phone number', () => {
  it.each([
    ['+442079460958', '020 7946 0958', '020 7946 0958'],
    ['+447700900321', '07700 900321', '07700 900321'],
    ['+33612345678', '+33 6 12 34 56 78', '00 33 6 12 34 56 78'],
    ['erased', 'erased', 'erased'],
  ])('%s is shown as %s and dialled as %s', (stored, shown, dialled) => {
    expect(showPhone(stored)).toBe(shown);
    expect(toDialledPhone(stored)).toBe(dialled);
  });
});

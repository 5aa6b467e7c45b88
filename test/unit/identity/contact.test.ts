import { describe, expect, it } from 'vitest';
import { emailInput, nameInput, normalisePhone, normalisePostcode } from '../../../src/services/contact.ts';

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

  it('gives back what it gave', () => {
    for (const number of ['+442079460958', '+447700900123']) expect(normalisePhone(number)).toBe(number);
  });
});

describe('normalisePostcode', () => {
  it.each([
    ['sw47aa', 'SW4 7AA'],
    [' EC1A  1BB ', 'EC1A 1BB'],
  ])('reads %j', (input, expected) => {
    expect(normalisePostcode(input)).toBe(expected);
  });

  it.each(['', 'SW4', '12345', 'SW4 7AA1'])('refuses %j', (input) => {
    expect(normalisePostcode(input)).toBeUndefined();
  });
});

describe('emailInput', () => {
  it('comes out normalised', () => {
    expect(emailInput.parse('  Ada@Example.COM ')).toBe('ada@example.com');
  });

  it.each([
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
  it.each(['Ada', "O'Brien", 'Łukasz', '李', 'x'.repeat(100)])('takes %s', (name) => {
    expect(nameInput.parse(` ${name} `)).toBe(name);
  });

  it.each(['', ' ', 'x'.repeat(101), 'a\u0000b', 'a\r\nb', 'a\u0085b'])('refuses %j', (name) => {
    expect(nameInput.safeParse(name).success).toBe(false);
  });
});

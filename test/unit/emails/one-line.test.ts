import { describe, expect, it } from 'vitest';
import { greeting } from '../../../src/emails/greeting.ts';
import { oneLine } from '../../../src/emails/one-line.ts';

describe('oneLine', () => {
  it('leaves nothing that could start another header or turn the text around', () => {
    expect(oneLine(' Re:\r\nBcc: eve@example.com\u0000\u2028x\u202Egnp\u2066 ')).toBe('Re: Bcc: eve@example.com xgnp');
  });

  it('cuts by characters, never through one', () => {
    expect(oneLine('🏠'.repeat(200), 10)).toBe(`${'🏠'.repeat(9)}…`);
    expect(oneLine('🏠'.repeat(10), 10)).toBe('🏠'.repeat(10));
  });
});

describe('greeting', () => {
  it.each(['Amelia', "Siân O'Neill-Łukasz", 'J. P.', '陽子', 'Zoë 🌷'])('uses %s', (name) => {
    expect(greeting(name)).toBe(`Hello ${name},`);
  });

  it.each([
    '',
    ' \r\n',
    'x'.repeat(61),
    'win at https://evil.example',
    'evil.example',
    'www.evil',
    'a@b',
    'Prize\r\nevil.com',
  ])('leaves out %j', (name) => expect(greeting(name)).toBe('Hello,'));

  it('keeps the name on one line', () => expect(greeting('Amelia\r\n\r\nRose')).toBe('Hello Amelia Rose,'));
});

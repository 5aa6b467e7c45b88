import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatGreeting } from '../../../src/emails/wording.ts';

describe('the greeting', () => {
  it.each([
    'Amelia',
    "Siân O'Neill-Łukasz",
    'J. P.',
    'J.R.',
    'J.R.R.',
    'St. John',
    'Anna & Tom',
    'D’Arcy',
    '陽子',
    'محمد',
    'शीला',
    'می\u200Cنا',
    'Zoë 🌷',
    'Ada 👩🏽‍🍳',
  ])('contains the name %s', (name) => expect(formatGreeting(name)).toBe(`Hello ${name},`));

  it.each([
    '',
    ' \r\n',
    '...',
    'x'.repeat(61),
    'win at https://evil.example',
    'evil.example',
    'www.evil',
    'a@b',
    'Prize\r\nevil.com',
    'Claim £500 at bet365.com',
    'bet365.com',
    'Ada 020 7946 0958',
    'Ada ٠٢٠٧٩٤٦٠٩٥٨',
    't.co',
    'bit.ly',
    'St.John',
    'evil\u200B.com',
    'evil.\u200Dcom',
    'evil．com',
    'evil。com',
    'evil｡com',
    'evil․com',
    'ｅｖｉｌ．ｃｏｍ',
    'пример.рф',
    '例え.テスト',
    'localhost:80',
    'mailto:a',
    '[Claim](here)',
    '<b>Ada</b>',
    'Call ①②③',
    '1234567',
  ])('omits the name %j', (name) => expect(formatGreeting(name)).toBe('Hello,'));

  it('has the name on one line', () => expect(formatGreeting('Amelia\r\n\r\nRose')).toBe('Hello Amelia Rose,'));

  it('never contains a digit, a web address or an e-mail address', () => {
    const piece = fc.constantFrom(
      'evil',
      'bet365',
      '.',
      '．',
      '。',
      'com',
      'co',
      '@',
      '/',
      ' ',
      'www',
      '\u200D',
      '\u0301',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const greeting = formatGreeting(pieces.join(''))
          .normalize('NFKC')
          .replace(/\p{Cf}/gu, '');
        expect(greeting).not.toMatch(/\p{N}|[@/:]|\p{L}\p{M}*\.\p{M}*\p{L}\p{M}*\p{L}|www\./u);
      }),
    );
  });
});

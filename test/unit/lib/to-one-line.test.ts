import { describe, expect, it } from 'vitest';
import { toOneLine } from '../../../src/lib/text.ts';

describe('toOneLine', () => {
  it('removes characters that could start another header or reverse the text', () => {
    expect(toOneLine(' Re:\r\nBcc: eve@example.com\u0000\u2028x\u202Egnp\u2066 ')).toBe(
      'Re: Bcc: eve@example.com xgnp',
    );
  });

  it('truncates between characters, never inside one', () => {
    expect(toOneLine('🏠'.repeat(200), 10)).toBe(`${'🏠'.repeat(9)}…`);
    expect(toOneLine('🏠'.repeat(10), 10)).toBe('🏠'.repeat(10));
  });
});

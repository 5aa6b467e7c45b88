import { describe, expect, it } from 'vitest';
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

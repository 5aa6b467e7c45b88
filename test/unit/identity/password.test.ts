import { describe, expect, it } from 'vitest';
import { hashPassword, newPassword, passwordMatches } from '../../../src/services/identity/password.ts';

describe('a password', () => {
  it('is that of its hash and no other is, to the last of 128 characters', async () => {
    const long = 'p'.repeat(127);
    const hash = await hashPassword(`${long}a`);
    expect(hash).toMatch(/^\$2b\$12\$/);
    expect(await passwordMatches(`${long}a`, hash)).toBe(true);
    expect(await passwordMatches(`${long}b`, hash)).toBe(false);
  });

  it('counts whole where bcrypt would stop at a NUL', async () => {
    expect(await passwordMatches('secret\0two', await hashPassword('secret\0one'))).toBe(false);
  });

  it('is the same however a keyboard composes its accents', async () => {
    expect(await passwordMatches('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true);
  });

  it('never matches where there is no account', async () => {
    expect(await passwordMatches('', undefined)).toBe(false);
  });

  it.each([
    ['ten characters', 'abcdefghij', true],
    ['nine', 'abcdefghi', false],
    ['ten emoji', '🔑'.repeat(10), true],
    ['128', 'x'.repeat(128), true],
    ['129', 'x'.repeat(129), false],
  ])('of %s', (_length, password, fits) => {
    expect(newPassword.safeParse(password).success).toBe(fits);
  });
});

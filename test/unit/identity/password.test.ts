import { describe, expect, it } from 'vitest';
import {
  createUnmatchedHash,
  hashPassword,
  isMatchingPassword,
  newPassword,
} from '../../../src/services/identity/password.ts';

describe('a password', () => {
  it('matches its hash up to the last of 128 characters, and no other password matches', async () => {
    const long = 'p'.repeat(127);
    const hash = await hashPassword(`${long}a`);
    expect(hash).toMatch(/^\$2b\$12\$/);
    expect(await isMatchingPassword(`${long}a`, hash)).toBe(true);
    expect(await isMatchingPassword(`${long}b`, hash)).toBe(false);
  });

  it('counts beyond a NUL character, at which bcrypt would stop', async () => {
    expect(await isMatchingPassword('secret\0two', await hashPassword('secret\0one'))).toBe(false);
  });

  it('is the same for composed and decomposed accents', async () => {
    expect(await isMatchingPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true);
  });

  it('never matches where there is no account', async () => {
    expect(await isMatchingPassword('', undefined)).toBe(false);
  });

  it('never matches a random hash, and the check takes as long as with a real hash', async () => {
    const hash = createUnmatchedHash();
    expect(hash).toMatch(/^\$2b\$12\$[./A-Za-z0-9]{53}$/);
    expect(createUnmatchedHash()).not.toBe(hash);
    const start = performance.now();
    expect(await isMatchingPassword('correct horse battery', hash)).toBe(false);
    // bcrypt would refuse a malformed hash at once.
    expect(performance.now() - start).toBeGreaterThan(40);
  });

  it.each([
    ['ten characters', 'abcdefghij', true],
    ['nine', 'abcdefghi', false],
    ['ten emoji', '🔑'.repeat(10), true],
    ['128', 'x'.repeat(128), true],
    ['129', 'x'.repeat(129), false],
  ])('of %s is accepted only if its length is 10 to 128 characters', (_length, password, fits) => {
    expect(newPassword.safeParse(password).success).toBe(fits);
  });
});

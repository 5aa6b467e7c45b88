import { describe, expect, it } from 'vitest';
import { authEndpoints } from '../../../src/endpoints/identity/auth.ts';

describe('the routes of /v1/auth', () => {
  it('are limited to five requests a minute, refresh to thirty, and logout by the general limit only', () => {
    const limits = Object.fromEntries(authEndpoints.map(({ path, limit }) => [path.replace('/v1/auth/', ''), limit]));
    const five = { points: 5, seconds: 60 };
    expect(limits).toEqual({
      ...{ register: five, 'verify-email': five, 'resend-otp': five, login: five },
      ...{ 'forgot-password': five, 'reset-password': five, refresh: { points: 30, seconds: 60 }, logout: undefined },
    });
  });
});

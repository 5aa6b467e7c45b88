import { describe, expect, it } from 'vitest';
import { authEndpoints } from '../../../src/endpoints/auth.ts';

describe('the routes of /v1/auth', () => {
  it('are limited to five requests a minute, refresh and logout aside', () => {
    const limits = Object.fromEntries(authEndpoints.map(({ path, limit }) => [path.replace('/v1/auth/', ''), limit]));
    const five = { points: 5, seconds: 60 };
    expect(limits).toEqual({
      ...{ register: five, 'verify-email': five, 'resend-otp': five, login: five },
      ...{ 'forgot-password': five, 'reset-password': five, refresh: undefined, logout: undefined },
    });
  });
});

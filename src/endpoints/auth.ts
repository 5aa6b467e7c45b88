import { z } from 'zod';
import { domainOf } from '../domain.ts';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { storedEmail } from '../services/contact.ts';
import { login, loginInput } from '../services/identity/login.ts';
import { endSession, rotate } from '../services/identity/refresh-tokens.ts';
import { register, registration } from '../services/identity/register.ts';
import { resetInput, resetPassword } from '../services/identity/reset-password.ts';
import { otpRequest, sendOtp } from '../services/identity/send-otp.ts';
import { tokens, tokensFor } from '../services/identity/tokens.ts';
import { verification, verifyEmail } from '../services/identity/verify-email.ts';

const common = { method: 'post', tag: 'Auth', callers: ['public'] } as const;
const limit = { points: 5, seconds: 60 };

const refreshInput = z.strictObject({ refreshToken: z.string().min(1).max(500) });
const onItsWay = z.object({ message: z.string() });
const CODE_ON_ITS_WAY = { message: 'If there is such an account, a code is on its way.' };

/** `/v1/auth` (api.md §1). */
export const authEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    path: '/v1/auth/register',
    summary: 'Register; a code to verify the address comes by e-mail',
    limit,
    body: registration,
    replies: { 201: z.object({ userId: z.uuid(), email: storedEmail, message: z.literal('Verify your email') }) },
    problems: ['email_taken', 'unavailable'],
    handle: async ({ payload, body }) => ({
      status: 201,
      body: { ...(await register(payload, body)), message: 'Verify your email' },
    }),
  }),
  endpoint({
    ...common,
    path: '/v1/auth/verify-email',
    summary: 'Verify the e-mail address with the code',
    limit,
    body: verification,
    replies: { 200: z.object({ verified: z.literal(true) }) },
    problems: ['otp_invalid', 'unavailable'],
    handle: async ({ payload, body }) => {
      await verifyEmail(payload, body);
      return { status: 200, body: { verified: true } };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/auth/resend-otp',
    summary: 'Send a new code to verify the address',
    limit,
    body: otpRequest,
    replies: { 202: onItsWay },
    problems: ['unavailable'],
    handle: async ({ payload, body }) => {
      await sendOtp(payload, body.email, 'verify');
      return { status: 202, body: CODE_ON_ITS_WAY };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/auth/login',
    summary: 'Sign in',
    limit,
    body: loginInput,
    replies: { 200: tokens },
    problems: ['invalid_credentials', 'email_unverified', 'unavailable'],
    handle: async ({ payload, body }) => ({ status: 200, body: await login(payload, body) }),
  }),
  endpoint({
    ...common,
    path: '/v1/auth/refresh',
    summary: 'Exchange a refresh token for new tokens; it is spent by that',
    body: refreshInput,
    replies: { 200: tokens },
    problems: ['unauthenticated', 'token_expired'],
    handle: async ({ payload, body }) => {
      const session = await rotate(payload, body.refreshToken);
      return { status: 200, body: await tokensFor(domainOf(payload).customerTokenSecret, session) };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/auth/logout',
    summary: 'Sign out: the refresh token and its successors end',
    body: refreshInput,
    replies: { 204: null },
    handle: async ({ payload, body }) => {
      await endSession(payload, body.refreshToken);
      return { status: 204 };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/auth/forgot-password',
    summary: 'Send a code to set a new password',
    limit,
    body: otpRequest,
    replies: { 202: onItsWay },
    problems: ['unavailable'],
    handle: async ({ payload, body }) => {
      await sendOtp(payload, body.email, 'reset');
      return { status: 202, body: CODE_ON_ITS_WAY };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/auth/reset-password',
    summary: 'Set a new password with the code; every session ends',
    limit,
    body: resetInput,
    replies: { 200: z.object({ reset: z.literal(true) }) },
    problems: ['otp_invalid', 'unavailable'],
    handle: async ({ payload, body }) => {
      await resetPassword(payload, body);
      return { status: 200, body: { reset: true } };
    },
  }),
];

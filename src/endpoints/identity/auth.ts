import { z } from 'zod';
import { toLimitKey } from '../../lib/client-address.ts';
import { storedEmail } from '../../lib/contact.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { resetInput, resetPassword } from '../../services/identity/change-password.ts';
import { login, loginInput } from '../../services/identity/login.ts';
import {
  createTokens,
  endCustomerSession,
  rotateRefreshToken,
  tokens,
} from '../../services/identity/refresh-tokens.ts';
import { register, registration } from '../../services/identity/register.ts';
import { otpRequest, sendOtp } from '../../services/identity/send-otp.ts';
import { verification, verifyEmail } from '../../services/identity/verify-email.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';

const common = { method: 'post', tag: 'Auth', callers: ['public'] } as const;
const limit = { points: 5, seconds: 60 };
/** A client refreshes its tokens every 15 minutes, so 30 refreshes a minute suffice for hundreds of people behind one address. */
const refreshLimit = { points: 30, seconds: 60 };

const refreshInput = z.strictObject({ refreshToken: z.string().min(1).max(500) });
const messageReply = z.object({ message: z.string() });
const CODE_SENT = { message: 'If there is an account with this address, a code has been sent to it.' };

/** The endpoints of `/v1/auth` (docs/spec/api.md#1-auth). */
export const authEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    path: '/v1/auth/register',
    summary: 'Register; a code to verify the address is sent by e-mail',
    limit,
    body: registration,
    replies: { 201: z.object({ userId: z.uuid(), email: storedEmail, message: z.literal('Verify your email') }) },
    problems: ['email_taken', 'unavailable'],
    handle: async ({ payload, body, ip }) => ({
      status: 201,
      body: { ...(await register(payload, body, toLimitKey(ip))), message: 'Verify your email' },
    }),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/verify-email',
    summary: 'Verify the e-mail address with the code',
    limit,
    body: verification,
    replies: { 200: z.object({ verified: z.literal(true) }) },
    problems: ['otp_invalid', 'unavailable'],
    handle: async ({ payload, body, ip }) => {
      await verifyEmail(payload, body, toLimitKey(ip));
      return { status: 200, body: { verified: true } };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/resend-otp',
    summary: 'Send a new code to verify the address',
    limit,
    body: otpRequest,
    replies: { 202: messageReply },
    problems: ['unavailable'],
    handle: async ({ payload, body }) => {
      await sendOtp(payload, body.email, 'verify');
      return { status: 202, body: CODE_SENT };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/login',
    summary: 'Sign in',
    limit,
    body: loginInput,
    replies: { 200: tokens },
    problems: ['invalid_credentials', 'email_unverified', 'unavailable'],
    handle: async ({ payload, body }) => ({ status: 200, body: await login(payload, body) }),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/refresh',
    summary: 'Exchange a refresh token for new tokens; each refresh token works once',
    limit: refreshLimit,
    body: refreshInput,
    replies: { 200: tokens },
    problems: ['unauthenticated', 'token_expired'],
    handle: async ({ payload, body }) => {
      const session = await rotateRefreshToken(payload, body.refreshToken);
      return { status: 200, body: await createTokens(runtimeOf(payload).customerTokenSecret, session) };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/logout',
    summary: 'Sign out: revoke the refresh token and its successors',
    body: refreshInput,
    replies: { 204: null },
    handle: async ({ payload, body }) => {
      await endCustomerSession(payload, body.refreshToken);
      return { status: 204 };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/forgot-password',
    summary: 'Send a code to set a new password',
    limit,
    body: otpRequest,
    replies: { 202: messageReply },
    problems: ['unavailable'],
    handle: async ({ payload, body }) => {
      await sendOtp(payload, body.email, 'reset');
      return { status: 202, body: CODE_SENT };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/auth/reset-password',
    summary: 'Set a new password with the code; all sessions end',
    limit,
    body: resetInput,
    replies: { 200: z.object({ reset: z.literal(true) }) },
    problems: ['otp_invalid', 'unavailable'],
    handle: async ({ payload, body, ip }) => {
      await resetPassword(payload, body, toLimitKey(ip));
      return { status: 200, body: { reset: true } };
    },
  }),
];

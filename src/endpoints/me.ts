import { z } from 'zod';
import { isCustomer } from '../access/roles.ts';
import { type Caller, type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import type { CustomerUser } from '../services/identity/bearer-strategy.ts';
import {
  confirmEmailChange,
  emailChange,
  emailConfirmation,
  requestEmailChange,
} from '../services/identity/change-email.ts';
import { changePassword, passwordChange } from '../services/identity/change-password.ts';
import { eraseCustomer } from '../services/identity/erase-customer.ts';
import { customerExport, exportCustomer } from '../services/identity/export-customer.ts';
import { changeProfile, profile, profileChange, profileOf } from '../services/identity/profile.ts';

const common = { tag: 'Me', callers: ['customer'] } as const;
/** As the routes of `/v1/auth`: these take a password or a code, too. */
const limit = { points: 5, seconds: 60 };

/** The customer who calls, as the bearer strategy read them a moment ago. */
function customerOf(caller: Caller): CustomerUser {
  if (!isCustomer(caller.user)) throw new Problem('unauthenticated');
  return caller.user;
}

/** Who calls, and the sign-in that their token comes from. */
function sessionOf(caller: Caller): { customerId: string; sessionId: string | undefined } {
  if (caller.kind !== 'customer') throw new Problem('forbidden');
  return { customerId: caller.customerId, sessionId: caller.sessionId };
}

/** `/v1/me` (api.md §1). */
export const meEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    method: 'get',
    path: '/v1/me',
    summary: 'Your profile',
    replies: { 200: profile },
    handle: async ({ payload, caller }) => ({ status: 200, body: await profileOf(payload, customerOf(caller)) }),
  }),
  endpoint({
    ...common,
    method: 'patch',
    path: '/v1/me',
    summary: 'Change your profile',
    body: profileChange,
    replies: { 200: profile },
    handle: async ({ payload, caller, body }) => ({
      status: 200,
      body: await changeProfile(payload, customerOf(caller).id, body),
    }),
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/v1/me/password',
    summary: 'Change your password; your other sessions end',
    limit,
    body: passwordChange,
    replies: { 204: null },
    problems: ['forbidden', 'unavailable'],
    handle: async ({ payload, caller, body }) => {
      await changePassword(payload, sessionOf(caller), body);
      return { status: 204 };
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/v1/me/email',
    summary: 'Ask to use another e-mail address; a code goes to it',
    limit,
    body: emailChange,
    replies: { 202: z.object({ message: z.string() }) },
    problems: ['forbidden', 'email_taken', 'unavailable'],
    handle: async ({ payload, caller, body }) => {
      await requestEmailChange(payload, customerOf(caller).id, body);
      return { status: 202, body: { message: 'Enter the code that we have sent to the new address.' } };
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/v1/me/email/confirm',
    summary: 'Use the new e-mail address from now on, by the code sent to it',
    limit,
    body: emailConfirmation,
    replies: { 200: profile },
    problems: ['otp_invalid', 'email_taken', 'unavailable'],
    handle: async ({ payload, caller, body }) => ({
      status: 200,
      body: await confirmEmailChange(payload, customerOf(caller).id, body),
    }),
  }),
  endpoint({
    ...common,
    method: 'get',
    path: '/v1/me/export',
    summary: 'Everything we hold on you',
    replies: { 200: customerExport },
    handle: async ({ payload, caller }) => {
      const body = await exportCustomer(payload, customerOf(caller).id);
      if (!body) throw new Problem('unauthenticated');
      return { status: 200, body, headers: { 'Content-Disposition': 'attachment; filename="my-data.json"' } };
    },
  }),
  endpoint({
    ...common,
    method: 'delete',
    path: '/v1/me',
    summary: 'Erase your account',
    replies: { 204: null },
    handle: async ({ payload, caller }) => {
      await eraseCustomer(payload, customerOf(caller).id);
      return { status: 204 };
    },
  }),
];

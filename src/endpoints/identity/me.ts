import { z } from 'zod';
import type { CustomerUser } from '../../access/customer-token.ts';
import { isCustomer } from '../../access/roles.ts';
import { Problem } from '../../lib/problem.ts';
import {
  confirmEmailChange,
  emailChange,
  emailConfirmation,
  requestEmailChange,
} from '../../services/identity/change-email.ts';
import { changePassword, passwordChange } from '../../services/identity/change-password.ts';
import { eraseCustomer } from '../../services/identity/erase-customer.ts';
import { customerExport, exportCustomer } from '../../services/identity/export-customer.ts';
import { changeProfile, profile, profileChange, readProfile } from '../../services/identity/profile.ts';
import { type Caller, defineEndpoint, type Endpoint } from '../endpoint.ts';

const common = { tag: 'Me', callers: ['customer'] } as const;
/** The same limit as for `/v1/auth`, because these routes check a password or a code too. */
const limit = { points: 5, seconds: 60 };

/**
 * Returns the calling customer, whose row the bearer strategy has read for this request. @throws Problem `unauthenticated` for
 * any other caller
 */
function requireCustomer(caller: Caller): CustomerUser {
  if (!isCustomer(caller.user)) throw new Problem('unauthenticated');
  return caller.user;
}

/**
 * Returns the id of the calling customer, and the id of the sign-in for which the access token was issued. @throws Problem
 * `forbidden` for any other caller
 */
function requireSession(caller: Caller): { customerId: string; sessionId: string | undefined } {
  if (caller.kind !== 'customer') throw new Problem('forbidden');
  return { customerId: caller.customerId, sessionId: caller.sessionId };
}

/** The endpoints of `/v1/me` (docs/spec/api.md#1-auth). */
export const meEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/v1/me',
    summary: 'Get your profile',
    replies: { 200: profile },
    handle: async ({ payload, caller }) => ({ status: 200, body: await readProfile(payload, requireCustomer(caller)) }),
  }),
  defineEndpoint({
    ...common,
    method: 'patch',
    path: '/v1/me',
    summary: 'Change your profile',
    body: profileChange,
    replies: { 200: profile },
    handle: async ({ payload, caller, body }) => ({
      status: 200,
      body: await changeProfile(payload, requireCustomer(caller).id, body),
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/me/password',
    summary: 'Change your password; your other sessions end',
    limit,
    body: passwordChange,
    replies: { 204: null },
    problems: ['forbidden', 'unavailable'],
    handle: async ({ payload, caller, body }) => {
      await changePassword(payload, requireSession(caller), body);
      return { status: 204 };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/me/email',
    summary: 'Request a change of e-mail address; a code is sent to the new address',
    limit,
    body: emailChange,
    replies: { 202: z.object({ message: z.string() }) },
    problems: ['forbidden', 'email_taken', 'unavailable'],
    handle: async ({ payload, caller, body }) => {
      await requestEmailChange(payload, requireCustomer(caller).id, body);
      return { status: 202, body: { message: 'Enter the code that we have sent to the new address.' } };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/v1/me/email/confirm',
    summary:
      'Confirm the new e-mail address with the code sent to it, and with the password if staff entered the address',
    limit,
    body: emailConfirmation,
    replies: { 200: profile },
    problems: ['otp_invalid', 'forbidden', 'email_taken', 'unavailable'],
    handle: async ({ payload, caller, body }) => ({
      status: 200,
      body: await confirmEmailChange(payload, requireCustomer(caller).id, body),
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/v1/me/export',
    summary: 'Export everything we hold on you',
    replies: { 200: customerExport },
    handle: async ({ payload, caller }) => {
      const body = await exportCustomer(payload, requireCustomer(caller).id);
      if (!body) throw new Problem('unauthenticated');
      return { status: 200, body, headers: { 'Content-Disposition': 'attachment; filename="my-data.json"' } };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'delete',
    path: '/v1/me',
    summary: 'Erase your account',
    replies: { 204: null },
    handle: async ({ payload, caller }) => {
      await eraseCustomer(payload, requireCustomer(caller).id);
      return { status: 204 };
    },
  }),
];

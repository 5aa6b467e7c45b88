import { isCustomer } from '../access/roles.ts';
import { type Caller, type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import type { CustomerUser } from '../services/identity/bearer-strategy.ts';
import { eraseCustomer } from '../services/identity/erase-customer.ts';
import { customerExport, exportCustomer } from '../services/identity/export-customer.ts';
import { changeProfile, profile, profileChange, profileOf } from '../services/identity/profile.ts';

const common = { tag: 'Me', callers: ['customer'] } as const;

/** The customer who calls, as the bearer strategy read them a moment ago. */
function customerOf(caller: Caller): CustomerUser {
  if (!isCustomer(caller.user)) throw new Problem('unauthenticated');
  return caller.user;
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

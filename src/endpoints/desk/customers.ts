import { z } from 'zod';
import { endpoint } from '../../gateway/endpoint.ts';
import { Problem } from '../../problem.ts';
import { emailInput, normaliseEmail } from '../../services/contact.ts';
import { customerEmail } from '../../services/identity/customer-email.ts';
import { eraseByEmail, eraseCustomer } from '../../services/identity/erase-customer.ts';
import { customerExport } from '../../services/identity/export-customer.ts';
import { exportByEmailForStaff, exportForStaff, nothingHeld } from '../../services/identity/export-for-staff.ts';
import { staffOf } from '../callers.ts';

const common = { tag: 'Desk', params: z.strictObject({ customerId: z.string() }) } as const;

/** What staff do for a customer who asks for it, by the services behind `/v1/me` (UK GDPR art. 15 and 17). */
export const customerEndpoints = [
  endpoint({
    ...common,
    method: 'get',
    path: '/desk/customers/:customerId/export',
    summary: 'Everything we hold on a customer',
    callers: ['sales'],
    replies: { 200: customerExport },
    problems: ['not_found'],
    handle: async ({ payload, caller, params: { customerId } }) => {
      return {
        status: 200,
        body: await exportForStaff(payload, customerId, staffOf(caller)),
        headers: { 'Content-Disposition': `attachment; filename="customer-${customerId}.json"` },
      };
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/desk/customers/:customerId/erase',
    summary: 'Erase a customer, named once more by their e-mail address',
    callers: ['admin'],
    body: z.strictObject({ email: z.string().overwrite(normaliseEmail) }),
    replies: { 204: null },
    problems: ['not_found'],
    handle: async ({ payload, caller, params: { customerId }, body: { email } }) => {
      if ((await customerEmail(payload, customerId)) !== email) {
        throw new Problem('validation_failed', 'That is not the e-mail address of this customer.');
      }
      await eraseCustomer(payload, customerId, staffOf(caller));
      return { status: 204 };
    },
  }),
  endpoint({
    method: 'get',
    path: '/desk/people/export',
    summary: 'Everything we hold on a person by their e-mail address, with or without an account',
    tag: 'Desk',
    callers: ['sales'],
    query: z.strictObject({ email: emailInput }),
    replies: { 200: customerExport },
    problems: ['not_found'],
    handle: async ({ payload, caller, query: { email } }) => ({
      status: 200,
      body: await exportByEmailForStaff(payload, email, staffOf(caller)),
      headers: { 'Content-Disposition': 'attachment; filename="person.json"' },
    }),
  }),
  endpoint({
    method: 'post',
    path: '/desk/people/erase',
    summary: 'Erase a person by their e-mail address, with their account if they have one',
    tag: 'Desk',
    callers: ['admin'],
    body: z.strictObject({ email: emailInput }),
    replies: { 204: null },
    problems: ['not_found'],
    handle: async ({ payload, caller, body: { email } }) => {
      if (!(await eraseByEmail(payload, email, staffOf(caller)))) throw nothingHeld();
      return { status: 204 };
    },
  }),
];

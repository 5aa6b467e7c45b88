import { z } from 'zod';
import { emailInput, normaliseEmail } from '../../lib/contact.ts';
import { Problem } from '../../lib/problem.ts';
import { readCustomerEmail } from '../../services/identity/accounts.ts';
import { correctEmail } from '../../services/identity/change-email.ts';
import { eraseByEmail, eraseCustomer } from '../../services/identity/erase-customer.ts';
import {
  customerExport,
  exportByEmailForStaff,
  exportForStaff,
  nothingHeldProblem,
} from '../../services/identity/export-customer.ts';
import { saveCustomerNotes, staffNotesInput } from '../../services/identity/staff-notes.ts';
import { requireStaffId } from '../callers.ts';
import { defineEndpoint } from '../endpoint.ts';

const common = { tag: 'Back office', params: z.strictObject({ customerId: z.string() }) } as const;

/**
 * The endpoints with which staff correct a customer's e-mail address, write notes on a customer, and export or erase a person's
 * data at that person's request (UK GDPR art. 15 to 17). They use the same services as `/v1/me`.
 */
export const customerEndpoints = [
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/customers/:customerId/email',
    summary:
      'Start a change of a customer’s e-mail address: send a code to the new address, for the customer to enter in their account',
    callers: ['sales'],
    body: z.strictObject({ email: emailInput }),
    replies: { 202: z.object({ message: z.literal('Code on its way') }) },
    problems: ['not_found', 'invalid_state', 'email_taken'],
    handle: async ({ payload, caller, params: { customerId }, body: { email } }) => {
      await correctEmail(payload, customerId, email, requireStaffId(caller));
      return { status: 202, body: { message: 'Code on its way' } };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/desk/customers/:customerId/export',
    summary: 'Export everything we hold on a customer',
    callers: ['sales'],
    replies: { 200: customerExport },
    problems: ['not_found'],
    handle: async ({ payload, caller, params: { customerId } }) => {
      return {
        status: 200,
        body: await exportForStaff(payload, customerId, requireStaffId(caller)),
        headers: { 'Content-Disposition': `attachment; filename="customer-${customerId}.json"` },
      };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/customers/:customerId/erase',
    summary: 'Erase a customer; repeat their e-mail address to confirm',
    callers: ['admin'],
    body: z.strictObject({ email: z.string().overwrite(normaliseEmail) }),
    replies: { 204: null },
    problems: ['not_found'],
    handle: async ({ payload, caller, params: { customerId }, body: { email } }) => {
      if ((await readCustomerEmail(payload, customerId)) !== email) {
        throw new Problem('validation_failed', 'That is not the e-mail address of this customer.');
      }
      await eraseCustomer(payload, customerId, requireStaffId(caller));
      return { status: 204 };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'patch',
    path: '/desk/customers/:customerId/notes',
    summary: 'Change the staff notes on a customer',
    callers: ['sales'],
    body: staffNotesInput,
    replies: { 200: z.object({ notes: z.string() }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, params: { customerId }, body }) => {
      await saveCustomerNotes(payload, customerId, body, requireStaffId(caller));
      return { status: 200, body: { notes: body.notes } };
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/desk/people/export',
    summary: 'Export everything we hold on a person, by e-mail address, with or without an account',
    tag: 'Back office',
    callers: ['sales'],
    query: z.strictObject({ email: emailInput }),
    replies: { 200: customerExport },
    problems: ['not_found'],
    handle: async ({ payload, caller, query: { email } }) => ({
      status: 200,
      body: await exportByEmailForStaff(payload, email, requireStaffId(caller)),
      headers: { 'Content-Disposition': 'attachment; filename="person.json"' },
    }),
  }),
  defineEndpoint({
    method: 'post',
    path: '/desk/people/erase',
    summary: 'Erase a person by e-mail address, with their account if they have one',
    tag: 'Back office',
    callers: ['admin'],
    body: z.strictObject({ email: emailInput }),
    replies: { 204: null },
    problems: ['not_found'],
    handle: async ({ payload, caller, body: { email } }) => {
      if (!(await eraseByEmail(payload, email, requireStaffId(caller)))) throw nothingHeldProblem();
      return { status: 204 };
    },
  }),
];

import { z } from 'zod';
import { inviteAgain } from '../../services/identity/staff-invitations.ts';
import { setStaffActive } from '../../services/identity/staff-login.ts';
import { endAllSessions, endSession, getSessionId, ownSessions } from '../../services/identity/staff-sessions.ts';
import { requireStaffId } from '../callers.ts';
import { defineEndpoint } from '../endpoint.ts';

const STAFF = ['content-manager', 'sales', 'analyst'] as const;
const common = { tag: 'Back office', callers: STAFF };

const session = z.object({
  id: z.string(),
  device: z.string(),
  network: z.string().nullable(),
  signedInAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  current: z.boolean(),
});

/** The endpoints with which members of staff list and end their own sessions. */
export const accountEndpoints = [
  defineEndpoint({
    ...common,
    method: 'get',
    path: '/desk/account/sessions',
    summary: 'List your own sessions',
    problems: ['validation_failed'],
    replies: { 200: z.object({ sessions: z.array(session) }) },
    handle: async ({ payload, caller }) => {
      const sessions = await ownSessions(payload, requireStaffId(caller), getSessionId(caller.user));
      const body = sessions.map(({ signedInAt, lastUsedAt, ...rest }) => ({
        ...rest,
        signedInAt: signedInAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      }));
      return { status: 200, body: { sessions: body } };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/account/sessions/:sessionId/end',
    summary: 'End one of your own sessions',
    params: z.strictObject({ sessionId: z.string() }),
    replies: { 204: null },
    problems: ['not_found'],
    handle: async ({ payload, caller, params: { sessionId } }) => {
      await endSession(payload, requireStaffId(caller), sessionId);
      return { status: 204 };
    },
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/account/sessions/end-all',
    summary: 'End all of your own sessions, or all except the current one',
    body: z.strictObject({ keepThis: z.boolean().default(false) }),
    replies: { 200: z.object({ ended: z.int() }) },
    handle: async ({ payload, caller, body: { keepThis } }) => {
      const except = keepThis ? getSessionId(caller.user) : undefined;
      return { status: 200, body: { ended: await endAllSessions(payload, requireStaffId(caller), except) } };
    },
  }),
];

const staffCommon = {
  tag: 'Back office',
  method: 'post',
  callers: ['admin'],
  params: z.strictObject({ staffId: z.string() }),
  replies: { 204: null },
  problems: ['not_found', 'invalid_state'],
} as const;

const setActive = (action: 'deactivate' | 'reactivate', summary: string) =>
  defineEndpoint({
    ...staffCommon,
    path: `/desk/staff/:staffId/${action}`,
    summary,
    handle: async ({ payload, caller, params: { staffId } }) => {
      await setStaffActive(payload, staffId, action === 'reactivate', requireStaffId(caller));
      return { status: 204 };
    },
  });

/** The endpoints with which admins manage the accounts of staff. */
export const staffEndpoints = [
  defineEndpoint({
    ...staffCommon,
    path: '/desk/staff/:staffId/invite',
    summary: 'Send an invitation again',
    handle: async ({ payload, caller, params: { staffId } }) => {
      await inviteAgain(payload, staffId, requireStaffId(caller));
      return { status: 204 };
    },
  }),
  setActive('deactivate', 'Deactivate a member of staff: end all their sessions and refuse further sign-ins'),
  setActive('reactivate', 'Reactivate a member of staff'),
];

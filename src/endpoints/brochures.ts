import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { brochureRequest } from '../services/brochures/brochure-request.ts';
import { openOfferedPdf } from '../services/brochures/brochure-to-send.ts';
import { assertDownloadLink } from '../services/brochures/download-link.ts';
import { requestBrochure } from '../services/brochures/request-brochure.ts';
import { resendBrochure } from '../services/brochures/resend.ts';
import { staffOf } from './callers.ts';

const tag = 'Brochures';
const HOUR = 3600;

/** `/v1/brochures` (api.md §5). */
export const brochureEndpoints: Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/brochures',
    summary: 'Ask for the brochure; it comes by e-mail, to one address three times an hour',
    tag,
    callers: ['public'],
    // A household or an office behind one address; more of them than that ask for other people's mailboxes.
    limit: { points: 20, seconds: HOUR },
    idempotent: true,
    body: brochureRequest,
    replies: { 201: z.object({ message: z.literal('Brochure on its way') }) },
    problems: ['idempotency_conflict', 'idempotency_key_reused'],
    handle: ({ payload, body, idempotencyKey }) => requestBrochure(payload, body, idempotencyKey),
  }),
  endpoint({
    method: 'get',
    path: '/v1/brochures/:brochureId/brochure.pdf',
    summary: 'The PDF of a large brochure, by the link of an e-mail',
    tag,
    callers: ['public'],
    params: z.strictObject({ brochureId: z.uuid() }),
    query: z.strictObject({ expires: z.coerce.number().int(), signature: z.string().max(100) }),
    replies: { 200: z.string() },
    replyType: 'application/pdf',
    problems: ['invalid_signature', 'token_expired', 'not_found'],
    handle: async ({ payload, params: { brochureId }, query }) => {
      assertDownloadLink(payload, brochureId, query);
      const found = await openOfferedPdf(payload, brochureId);
      if (!found) throw new Problem('not_found', 'This brochure is offered no more.');
      const headers = {
        'Content-Length': String(found.size),
        'Content-Disposition': 'attachment; filename="brochure.pdf"',
        'Cache-Control': 'private, no-store',
      };
      return { status: 200, body: found.body, type: 'application/pdf', headers };
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/brochures/requests/:requestId/resend',
    summary: 'Send the brochure of a request once more',
    tag,
    callers: ['sales'],
    params: z.strictObject({ requestId: z.string() }),
    replies: { 202: z.object({ message: z.literal('Brochure on its way') }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, params }) => {
      await resendBrochure(payload, params.requestId, staffOf(caller));
      return { status: 202, body: { message: 'Brochure on its way' } };
    },
  }),
];

import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { resendBrochure } from '../../services/brochures/brochure-delivery.ts';
import { assertDownloadLink, openOfferedBrochurePdf } from '../../services/brochures/brochure-file.ts';
import { brochureRequestBody, requestBrochure } from '../../services/brochures/request-brochure.ts';
import { requireStaffId } from '../callers.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';

const tag = 'Brochures';
const HOUR_SECONDS = 3600;

/** The endpoints of `/v1/brochures` (docs/spec/api.md#5-brochures). */
export const brochureEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'post',
    path: '/v1/brochures',
    summary: 'Request the brochure by e-mail, at most three times an hour for one address',
    tag,
    callers: ['public'],
    // Enough for a household or an office behind one IP address. A higher limit would help to flood other people's mailboxes.
    limit: { points: 20, seconds: HOUR_SECONDS },
    idempotent: true,
    body: brochureRequestBody,
    replies: { 201: z.object({ message: z.literal('Brochure on its way') }) },
    problems: ['idempotency_conflict', 'idempotency_key_reused'],
    handle: ({ payload, body, idempotencyKey }) => requestBrochure(payload, body, idempotencyKey),
  }),
  defineEndpoint({
    method: 'get',
    path: '/v1/brochures/:brochureId/brochure.pdf',
    summary: 'Download the PDF of a large brochure with the link from an e-mail',
    tag,
    callers: ['public'],
    params: z.strictObject({ brochureId: z.uuid() }),
    query: z.strictObject({ expires: z.coerce.number().int(), signature: z.string().max(100) }),
    replies: { 200: z.string() },
    replyType: 'application/pdf',
    problems: ['invalid_signature', 'token_expired', 'not_found'],
    handle: async ({ payload, params: { brochureId }, query }) => {
      assertDownloadLink(payload, brochureId, query);
      const pdf = await openOfferedBrochurePdf(payload, brochureId);
      if (!pdf) throw new Problem('not_found', 'This brochure is no longer available.');
      const headers = {
        'Content-Length': String(pdf.size),
        'Content-Disposition': 'attachment; filename="brochure.pdf"',
        'Cache-Control': 'private, no-store',
      };
      return { status: 200, body: pdf.body, type: 'application/pdf', headers };
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/brochures/requests/:requestId/resend',
    summary: 'Send the brochure of a request again',
    tag,
    callers: ['sales'],
    params: z.strictObject({ requestId: z.string() }),
    replies: { 202: z.object({ message: z.literal('Brochure on its way') }) },
    problems: ['not_found', 'invalid_state'],
    handle: async ({ payload, caller, params }) => {
      await resendBrochure(payload, params.requestId, requireStaffId(caller));
      return { status: 202, body: { message: 'Brochure on its way' } };
    },
  }),
];

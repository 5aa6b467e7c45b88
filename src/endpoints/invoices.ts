import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { invoicePdf } from '../services/sales/invoice-pdf.ts';
import { ownerOf } from './callers.ts';

/** The PDF of an invoice (api.md §4). */
export const invoiceEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/invoices/:invoiceId.pdf',
    summary: 'An invoice or credit note as PDF',
    tag: 'Orders and payments',
    callers: ['customer', 'sales'],
    params: z.strictObject({ invoiceId: z.string() }),
    replies: { 200: z.string() },
    replyType: 'application/pdf',
    problems: ['not_found'],
    handle: async ({ payload, caller, params }) => {
      const { number, bytes } = await invoicePdf(payload, params.invoiceId, ownerOf(caller));
      return {
        status: 200,
        body: bytes,
        type: 'application/pdf',
        headers: { 'Content-Disposition': `inline; filename="${number}.pdf"`, 'Cache-Control': 'private, no-store' },
      };
    },
  }),
];

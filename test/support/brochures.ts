import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import type { Brochure } from '../../src/payload-types.ts';
import { until } from './until.ts';

/** The bytes of a PDF of about that size; what it shows is nobody's business here. */
export const pdfOf = (bytes = 2000, mark = 'brochure'): Buffer =>
  Buffer.concat([Buffer.from(`%PDF-1.7\n% ${mark}\n`), Buffer.alloc(bytes, 0x20), Buffer.from('\ntrailer\n%%EOF\n')]);

type Options = { bytes?: Buffer } & Partial<Pick<Brochure, 'title' | 'isDefault' | 'archivedAt'>>;

/** A brochure as an editor uploads one. */
export function makeBrochure(payload: Payload, { bytes = pdfOf(), title = 'Kitchens 2026', ...data }: Options = {}) {
  const file = { data: bytes, name: 'print version.pdf', mimetype: 'application/pdf', size: bytes.length };
  return payload.create({ collection: 'brochures', data: { title, ...data }, file, depth: 0 });
}

let person = 0;

/** The body of a request by somebody who has not asked before. */
export function requestBody(overrides: Record<string, unknown> = {}) {
  person += 1;
  return {
    ...{ firstName: 'Ada', lastName: 'Lovelace', email: `reader-${person}@example.com`, phone: '020 7946 0958' },
    ...{ postcode: 'sw47aa', address: '1 High Street, London', ...overrides },
  };
}

export type RequestRow = {
  id: string;
  brochureId: string | null;
  deliveredAt: string | null;
  problem: string | null;
  resendingSince: string | null;
  sentAgainAt: string | null;
};

/** What has become of the requests of an address, oldest first. */
export async function requestsOf(payload: Payload, email: string): Promise<RequestRow[]> {
  const { rows } = await database(payload).execute<RequestRow>(sql`
    SELECT id, brochure_id AS "brochureId", delivered_at::text AS "deliveredAt", problem::text AS problem,
      resending_since::text AS "resendingSince", sent_again_at::text AS "sentAgainAt"
    FROM brochure_requests WHERE email = ${email} ORDER BY id`);
  return rows;
}

/** What has become of the first request of an address. @throws Error when there is none */
export async function requestOf(payload: Payload, email: string): Promise<RequestRow> {
  const [request] = await requestsOf(payload, email);
  if (!request) throw new Error(`${email} has asked for nothing.`);
  return request;
}

/** Waits until the brochure of an address is delivered, and not being sent again. */
export const delivered = (payload: Payload, email: string): Promise<RequestRow> =>
  until(async () => {
    const request = await requestOf(payload, email);
    return request.deliveredAt && !request.resendingSince ? request : undefined;
  }, `the brochure of ${email}`);

/** Ids of the events of a request, oldest first. */
export async function eventsOfRequest(payload: Payload, requestId: string): Promise<string[]> {
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM domain_events WHERE payload->>'brochureRequestId' = ${requestId} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

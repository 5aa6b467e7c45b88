import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import type { Brochure } from '../../src/payload-types.ts';
import { until } from './until.ts';

/** Returns a minimal PDF of about `bytes` bytes, without content. */
export const createPdf = (bytes = 2000, mark = 'brochure'): Buffer =>
  Buffer.concat([Buffer.from(`%PDF-1.7\n% ${mark}\n`), Buffer.alloc(bytes, 0x20), Buffer.from('\ntrailer\n%%EOF\n')]);

type Options = { bytes?: Buffer } & Partial<Pick<Brochure, 'title' | 'isDefault' | 'archivedAt'>>;

/** Uploads a brochure as an editor does. */
export function makeBrochure(
  payload: Payload,
  { bytes = createPdf(), title = 'Kitchens 2026', ...data }: Options = {},
) {
  const file = { data: bytes, name: 'print version.pdf', mimetype: 'application/pdf', size: bytes.length };
  return payload.create({ collection: 'brochures', data: { title, ...data }, file, depth: 0 });
}

let person = 0;

/** Returns the body of a brochure request from a new person. */
export function createRequestBody(overrides: Record<string, unknown> = {}) {
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

/** Returns the state of all requests of an e-mail address, oldest first. */
export async function readBrochureRequests(payload: Payload, email: string): Promise<RequestRow[]> {
  const { rows } = await database(payload).execute<RequestRow>(sql`
    SELECT id, brochure_id AS "brochureId", delivered_at::text AS "deliveredAt", problem::text AS problem,
      resending_since::text AS "resendingSince", sent_again_at::text AS "sentAgainAt"
    FROM brochure_requests WHERE email = ${email} ORDER BY id`);
  return rows;
}

/** Returns the state of the first request of an e-mail address. @throws Error if there is none */
export async function readBrochureRequest(payload: Payload, email: string): Promise<RequestRow> {
  const [request] = await readBrochureRequests(payload, email);
  if (!request) throw new Error(`${email} has no brochure request.`);
  return request;
}

/** Waits until the brochure for this e-mail address is delivered and no resend is pending. */
export const waitUntilDelivered = (payload: Payload, email: string): Promise<RequestRow> =>
  until(async () => {
    const request = await readBrochureRequest(payload, email);
    return request.deliveredAt && !request.resendingSince ? request : undefined;
  }, `the brochure of ${email}`);

/** Returns the ids of the events of a brochure request, oldest first. */
export async function readRequestEvents(payload: Payload, requestId: string): Promise<string[]> {
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM domain_events WHERE payload->>'brochureRequestId' = ${requestId} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

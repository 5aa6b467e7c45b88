import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import { expect } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import type { Media } from '../../../src/payload-types.ts';
import { type GatewaySite, staffTokens, startGateway } from '../../support/gateway.ts';
import { formOf, type Upload } from '../../support/media.ts';

export type Uploaded = { mediaId: string; url: string; variants: Record<string, string> };
type Sent = { status: number; headers: Headers; body: Record<string, unknown> };

export type MediaSite = GatewaySite & {
  /** An editor's authorisation. */
  editor: Record<string, string>;
  /** Sends a form to a route. */
  send: (method: string, path: string, what: Upload, headers?: Record<string, string>) => Promise<Sent>;
  /** Uploads over `/v1`, which has to succeed. */
  upload: (what: Upload) => Promise<Uploaded>;
  medium: (id: string) => Promise<Media>;
  /** The bytes that the storage has for a public address; undefined for none. */
  stored: (url: string | undefined) => Promise<Buffer | undefined>;
  /** Keys that nobody owns. */
  abandoned: () => Promise<string[]>;
  /** Payloads of the events that announced a medium. */
  announced: (mediaId: string) => Promise<unknown[]>;
};

export const keyOf = (url: string | undefined): string => new URL(String(url)).pathname.slice(1);

/** The gateway with an editor signed in. */
export async function startMediaSite(overrides: Record<string, string> = {}): Promise<MediaSite> {
  const site = await startGateway(overrides);
  const { payload, base } = site;
  const editor = { authorization: `Bearer ${(await staffTokens(payload))['content-manager']}` };

  const send: MediaSite['send'] = async (method, path, what, headers = {}) => {
    const sent = { method, headers: { ...editor, ...headers }, body: formOf(what) };
    const response = await fetch(`${base}${path}`, sent);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Sent['body'] };
  };
  return {
    ...{ ...site, editor, send },
    upload: async (what) => {
      const { status, body } = await send('POST', '/v1/uploads', what);
      expect(status, JSON.stringify(body)).toBe(201);
      return body as Uploaded;
    },
    medium: (id) => payload.findByID({ collection: 'media', id }),
    stored: async (url) => {
      const found = await domainOf(payload).storage.get(keyOf(url));
      return found && buffer(found.body);
    },
    abandoned: async () => {
      const { rows } = await database(payload).execute<{ key: string }>(sql`SELECT key FROM abandoned_files`);
      return rows.map(({ key }) => key);
    },
    announced: async (mediaId) => {
      const { rows } = await database(payload).execute<{ payload: unknown }>(sql`
        SELECT payload FROM domain_events WHERE topic = 'media.uploaded' AND payload->>'mediaId' = ${mediaId}`);
      return rows.map((row) => row.payload);
    },
  };
}

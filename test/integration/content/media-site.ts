import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import { expect } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import type { Media } from '../../../src/payload-types.ts';
import { type GatewaySite, startGateway } from '../../support/gateway.ts';
import { createForm, type Upload } from '../../support/media.ts';
import { staffTokens } from '../../support/staff.ts';

export type Uploaded = { mediaId: string; url: string; variants: Record<string, string> };
type Sent = { status: number; headers: Headers; body: Record<string, unknown> };

export type MediaSite = GatewaySite & {
  /** The authorization header of an editor. */
  editor: Record<string, string>;
  /** Sends a form to a route. */
  send: (method: string, path: string, file: Upload, headers?: Record<string, string>) => Promise<Sent>;
  /** Uploads through `/v1` and expects success. */
  upload: (file: Upload) => Promise<Uploaded>;
  medium: (id: string) => Promise<Media>;
  /** Returns the stored bytes of a public URL; undefined if there is no such file. */
  stored: (url: string | undefined) => Promise<Buffer | undefined>;
  /** Returns the keys of orphaned files. */
  abandoned: () => Promise<string[]>;
  /** Returns the payloads of the `media.uploaded` events of a media document. */
  announced: (mediaId: string) => Promise<unknown[]>;
};

export const getKey = (url: string | undefined): string => new URL(String(url)).pathname.slice(1);

/** Starts the gateway with a signed-in editor. */
export async function startMediaSite(overrides: Record<string, string> = {}): Promise<MediaSite> {
  const site = await startGateway(overrides);
  const { payload, base } = site;
  const editor = { authorization: `Bearer ${(await staffTokens(payload))['content-manager']}` };

  const send: MediaSite['send'] = async (method, path, file, headers = {}) => {
    const sent = { method, headers: { ...editor, ...headers }, body: createForm(file) };
    const response = await fetch(`${base}${path}`, sent);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Sent['body'] };
  };
  return {
    ...{ ...site, editor, send },
    upload: async (file) => {
      const { status, body } = await send('POST', '/v1/uploads', file);
      expect(status, JSON.stringify(body)).toBe(201);
      return body as Uploaded;
    },
    medium: (id) => payload.findByID({ collection: 'media', id }),
    stored: async (url) => {
      const found = await runtimeOf(payload).storage.get(getKey(url));
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

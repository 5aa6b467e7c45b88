import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { expect, it } from 'vitest';
import { schemaChanges } from '../../../local/schema-changes.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

it('the migrations make the schema of the collections', async () => {
  expect(await schemaChanges(payload.db as unknown as PostgresAdapter)).toEqual([]);
});

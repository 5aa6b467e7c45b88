import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { analyticsTables } from './analytics-tables.ts';
import { catalogueTables } from './catalogue-tables.ts';
import { commonTables } from './common-tables.ts';
import { contentTables } from './content-tables.ts';
import { identityTables } from './identity-tables.ts';
import { INDEXES } from './indexes.ts';
import { salesTables } from './sales-tables.ts';

type SchemaHook = PostgresAdapter['afterSchemaInit'][number];

/** Adds the plain tables, which no editor edits, and the indexes that fields cannot express. */
export const domainSchema: SchemaHook = ({ schema, extendTable }) => {
  for (const [name, extraConfig] of Object.entries(INDEXES)) {
    const table = schema.tables[name];
    if (table) extendTable({ table, extraConfig });
  }
  return {
    ...schema,
    tables: {
      ...schema.tables,
      ...commonTables,
      ...identityTables,
      ...catalogueTables,
      ...contentTables,
      ...salesTables,
      ...analyticsTables,
    },
  };
};

import type pg from 'pg';

/** Selects our tables, sequences, indexes and views. Excludes monthly partitions, which the running site creates. */
const OUR_OBJECTS = `
  relnamespace = 'public'::regnamespace AND NOT (relispartition AND relname ~ '_\\d{4}_\\d{2}$')`;
const NOT_OF_EXTENSION = `NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`;

/**
 * The queries for the parts of the schema. Each returns rows with the column `line`, in an order that does not depend on the
 * order of creation.
 */
const PARTS: Record<string, string> = {
  extensions: `SELECT 'CREATE EXTENSION ' || extname || ';' AS line FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname COLLATE "C"`,
  types: `
    SELECT 'CREATE TYPE ' || typname || ' AS ENUM (' || string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) || ');' AS line
    FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid GROUP BY typname ORDER BY typname COLLATE "C"`,
  sequences: `
    SELECT format('CREATE SEQUENCE %s AS %s START %s INCREMENT %s;', relname, format_type(seqtypid, NULL), seqstart, seqincrement) AS line
    FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid WHERE ${OUR_OBJECTS} ORDER BY relname COLLATE "C"`,
  tables: `
    SELECT E'\\nCREATE TABLE ' || relname || E' (\\n' || string_agg(
      '  ' || quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
        || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce(CASE WHEN attgenerated = '' THEN ' DEFAULT ' ELSE ' GENERATED ALWAYS AS ' END || pg_get_expr(adbin, adrelid), ''),
      E',\\n' ORDER BY attnum) || E'\\n)' || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '')
      || coalesce(E'\\n-- partition ' || pg_get_expr(relpartbound, c.oid), '') || ';' AS line
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
    WHERE relkind IN ('r', 'p') AND ${OUR_OBJECTS} GROUP BY c.oid, relname ORDER BY relname COLLATE "C"`,
  constraints: `
    SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s;', relname, conname, pg_get_constraintdef(o.oid)) AS line
    FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid
    WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND ${OUR_OBJECTS} ORDER BY relname COLLATE "C", conname COLLATE "C"`,
  indexes: `
    SELECT pg_get_indexdef(indexrelid) || ';' AS line FROM pg_index JOIN pg_class c ON c.oid = indrelid
    WHERE ${OUR_OBJECTS} ORDER BY relname COLLATE "C", indexrelid::regclass::text COLLATE "C"`,
  views: `
    SELECT format(E'CREATE VIEW %s AS\\n%s', relname, pg_get_viewdef(c.oid)) AS line
    FROM pg_class c WHERE relkind IN ('v', 'm') AND ${OUR_OBJECTS} ORDER BY relname COLLATE "C"`,
  functions: `
    SELECT E'\\n' || rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' AS line FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p') AND ${NOT_OF_EXTENSION}
    ORDER BY proname COLLATE "C", pg_get_function_identity_arguments(p.oid) COLLATE "C"`,
  triggers: `
    SELECT pg_get_triggerdef(t.oid) || CASE tgenabled WHEN 'O' THEN ';' ELSE '; -- enabled: ' || tgenabled::text END AS line
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE NOT tgisinternal AND ${OUR_OBJECTS} ORDER BY relname COLLATE "C", tgname COLLATE "C"`,
};

const INDENT = /^ */;
const COMMENT = /^ *--/;

/** Returns the definition of a function, without comments and without the indentation that its body has in the migration. */
function flushLeft(line: string): string {
  const [head, body, tail] = line.split('$function$');
  if (body === undefined) return line;
  const lines = body.split('\n').filter((text) => !COMMENT.test(text));
  const margin = Math.min(...lines.filter((text) => text.trim()).map((text) => INDENT.exec(text)?.[0].length ?? 0));
  return [head, lines.map((text) => text.slice(margin)).join('\n'), tail].join('$function$');
}

/**
 * Returns the schema of a database as text: extensions, types, sequences, tables, constraints, indexes, views,
 * functions and triggers. Equal schemas give equal texts, regardless of how they were created. The text is for
 * comparison, not for restoring.
 */
export async function dumpSchema(client: Pick<pg.Client, 'query'>): Promise<string> {
  const parts: string[] = [];
  for (const [name, query] of Object.entries(PARTS)) {
    const { rows } = await client.query<{ line: string }>(query);
    parts.push(`-- ${name}`, ...rows.map(({ line }) => flushLeft(line)), '');
  }
  return parts.join('\n');
}

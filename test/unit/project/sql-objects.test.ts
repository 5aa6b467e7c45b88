import { describe, expect, it } from 'vitest';
import {
  listChangedSqlObjects,
  listRemovedSqlObjects,
  splitIntoParts,
  withSqlObjects,
} from '../../../local/sql-objects.ts';

it('a migration contains the current SQL of src/database/schema (after a change, run npm run migrate:create -- <name>)', () => {
  expect(listChangedSqlObjects().map(({ name }) => name)).toEqual([]);
  expect(listRemovedSqlObjects()).toEqual([]);
});

it('a file of SQL is split into its parts, and SQL that belongs to no part is refused', () => {
  expect(splitIntoParts('-- part: a\nA\n\n-- part: a.constraints\nB\nC\n')).toEqual([
    { name: 'a', text: 'A\n' },
    { name: 'a.constraints', text: 'B\nC\n' },
  ]);
  expect(() => splitIntoParts('A\n-- part: b\nB\n')).toThrow('-- part: <table>');
});

describe('a generated migration', () => {
  const generated = `import { MigrateUpArgs, MigrateDownArgs, sql } from 'x'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql\`A\`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
    // Migration code
}
`;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the test quotes this text
  const file = { name: 'orders', text: 'B $$ `c` \\d ${e}\n', before: 'old\n' };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the quoted text
  const quoted = 'B $$ \\`c\\` \\\\d \\${e}\n';

  it('gets the new text after the schema in up, and the previous text in down', () => {
    expect(withSqlObjects(generated, [file])).toBe(`import { MigrateUpArgs, MigrateDownArgs, sql } from 'x'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql\`A\`)
  // orders
  await db.execute(sql\`
${quoted}\`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // orders
  await db.execute(sql\`
old
\`);
}
`);
  });

  it('has no previous text in down for a new part', () => {
    expect(withSqlObjects(generated, [{ ...file, before: undefined }])).not.toContain('old');
  });
});

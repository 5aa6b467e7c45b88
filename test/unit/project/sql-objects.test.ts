import { describe, expect, it } from 'vitest';
import { changedSqlObjects, removedSqlObjects, withSqlObjects } from '../../../local/sql-objects.ts';

it('a migration carries src/database/sql as it is: after a change, run npm run migrate:create -- <name>', () => {
  expect(changedSqlObjects().map(({ name }) => name)).toEqual([]);
  expect(removedSqlObjects()).toEqual([]);
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
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is to be quoted
  const file = { name: 'orders.sql', text: 'B $$ `c` \\d ${e}\n', before: 'old\n' };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the quoted text
  const quoted = 'B $$ \\`c\\` \\\\d \\${e}\n';

  it('gets the new text after the schema, and the text before it on the way back', () => {
    expect(withSqlObjects(generated, [file])).toBe(`import { MigrateUpArgs, MigrateDownArgs, sql } from 'x'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql\`A\`)
  // orders.sql
  await db.execute(sql\`
${quoted}\`);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // orders.sql
  await db.execute(sql\`
old
\`);
}
`);
  });

  it('has nothing to go back to where the file is new', () => {
    expect(withSqlObjects(generated, [{ ...file, before: undefined }])).not.toContain('old');
  });
});

import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  ALTER TABLE settings ADD CONSTRAINT settings_brand_colour_is_hex CHECK (brand_colour ~ '^#[0-9a-f]{6}$');
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
ALTER TABLE settings DROP CONSTRAINT settings_brand_colour_is_hex;
  `);
}

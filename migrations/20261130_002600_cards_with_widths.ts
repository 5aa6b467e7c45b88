import { type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/** The cards that were there before `picture_widths` get the widths of their pictures. */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`SELECT refresh_product_cards(array_agg(id), false) FROM products HAVING count(*) > 0`)
}

/** Cards follow the functions: the one before fills them again. */
export async function down(): Promise<void> {}

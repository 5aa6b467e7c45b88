import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';
import { createTrackingEvents } from '../src/database/tracking-events.ts';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(createTrackingEvents);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`DROP TABLE tracking_events`);
}

import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  CREATE TABLE tracking_events (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    category text,
    properties jsonb NOT NULL DEFAULT '{}'::jsonb,
    session_id text,
    user_id uuid,
    page_url text,
    referrer text,
    utm jsonb NOT NULL DEFAULT '{}'::jsonb,
    is_bot boolean NOT NULL DEFAULT false,
    ip_prefix text,
    occurred_at timestamptz(3) NOT NULL,
    received_at timestamptz(3) NOT NULL DEFAULT now()
  ) PARTITION BY RANGE (id);
  CREATE INDEX tracking_events_occurred_brin ON tracking_events USING brin (occurred_at);
  CREATE INDEX tracking_events_user_idx ON tracking_events (user_id) WHERE user_id IS NOT NULL;
  CREATE TABLE tracking_events_default PARTITION OF tracking_events DEFAULT
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
DROP TABLE tracking_events
  `);
}

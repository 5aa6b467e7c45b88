import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  ALTER TABLE time_slots
    ADD CONSTRAINT time_slots_has_length CHECK (ends_at > starts_at),
    ADD CONSTRAINT time_slots_showroom_by_type CHECK ((type = 'SHOWROOM') = (showroom_id IS NOT NULL)),
    -- Slots of one type, place and lane never overlap, whoever makes them.
    ADD CONSTRAINT time_slots_no_overlap EXCLUDE USING gist (
      type WITH =,
      coalesce(showroom_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =,
      lane WITH =,
      tstzrange(starts_at, ends_at) WITH &&
    );

  ALTER TABLE bookings ADD CONSTRAINT bookings_for_a_room CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE);

  ALTER TABLE customer_credentials
    ADD CONSTRAINT customer_credentials_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
  ALTER TABLE refresh_tokens
    ADD CONSTRAINT refresh_tokens_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;

  -- For the export and erasure of one customer's data.
  CREATE INDEX domain_events_user_idx ON domain_events ((payload->>'userId'));
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP INDEX domain_events_user_idx;
  ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_customer_fk;
  ALTER TABLE customer_credentials DROP CONSTRAINT customer_credentials_customer_fk;
  ALTER TABLE bookings DROP CONSTRAINT bookings_for_a_room;
  ALTER TABLE time_slots
    DROP CONSTRAINT time_slots_no_overlap,
    DROP CONSTRAINT time_slots_showroom_by_type,
    DROP CONSTRAINT time_slots_has_length;
  `);
}

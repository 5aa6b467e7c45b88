import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    shown text[] := TG_ARGV[0];
    ignored text[] := TG_ARGV[1];
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    becomes jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    context text[] := string_to_array(coalesce(current_setting('lomash.context', true), ''), '|');
    changed jsonb;
  BEGIN
    SELECT jsonb_object_agg(field, CASE WHEN field = ANY (shown)
      THEN jsonb_build_object('from', was -> field, 'to', becomes -> field) ELSE '"hidden"'::jsonb END)
    INTO changed
    FROM jsonb_object_keys(was || becomes) AS field
    WHERE coalesce(was -> field, 'null') <> coalesce(becomes -> field, 'null')
      AND field <> ALL (ignored) AND (TG_OP = 'UPDATE' OR field = ANY (shown));
    IF changed IS NULL THEN RETURN NULL; END IF;
    INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
    VALUES (gen_random_uuid(), clock_timestamp(), TG_TABLE_NAME, (was || becomes) ->> 'id', (was || becomes) ->> TG_ARGV[2],
      CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE lower(TG_OP) END, coalesce(nullif(context[1], ''), 'system'),
      nullif(context[2], ''), nullif(context[3], ''), changed);
    RETURN NULL;
  END $$;

  CREATE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
    FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at}', 'reference_code');
  CREATE TRIGGER orders_log_change AFTER UPDATE OR DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at}', 'order_number');
  CREATE TRIGGER users_log_change AFTER INSERT OR UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION log_change('{role}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');

  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the change log is only added to' USING ERRCODE = 'check_violation', CONSTRAINT = 'changes_append_only';
  END $$;
  CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  -- For the history of one booking.
  CREATE INDEX domain_events_booking_idx ON domain_events ((payload->>'bookingId')) WHERE payload->>'bookingId' IS NOT NULL;
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
  DROP INDEX domain_events_booking_idx;
  DROP TRIGGER changes_append_only ON changes;
  DROP FUNCTION refuse_change;
  DROP TRIGGER bookings_log_change ON bookings;DROP TRIGGER orders_log_change ON orders;DROP TRIGGER users_log_change ON users;
  DROP FUNCTION log_change;
  `);
}

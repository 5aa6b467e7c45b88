import { sql } from '@payloadcms/db-postgres';

type Logged = {
  table: string;
  /** When to write: making a booking or an order is told by its event. */
  on: string;
  /** Columns whose values are written. Of all others no more than that they changed: they may name people. */
  shown: string[];
  /** Columns that say nothing of what anybody did. */
  ignored: string[];
  /** What people call a row; null where that would name somebody. */
  label: string | null;
};

const LOGGED: Logged[] = [
  {
    table: 'bookings',
    on: 'UPDATE OR DELETE',
    shown: ['status', 'slot_id', 'type', 'for_kitchen', 'for_bedroom'],
    ignored: ['updated_at', 'sequence', 'reminder_due_at'],
    label: 'reference_code',
  },
  {
    table: 'orders',
    on: 'UPDATE OR DELETE',
    shown: ['status', 'subtotal', 'vat', 'total', 'payment_due_at'],
    ignored: ['updated_at'],
    label: 'order_number',
  },
  {
    table: 'users',
    on: 'INSERT OR UPDATE OR DELETE',
    shown: ['role'],
    ignored: [
      ...['updated_at', 'salt', 'login_attempts', 'lock_until', 'reset_password_token'],
      ...['reset_password_expiration', 'reset_password_requested_at'],
    ],
    label: null,
  },
];

const literal = (names: string[]) => `'{${names.join(',')}}'`;

const logged = ({ table, on, shown, ignored, label }: Logged) =>
  sql.raw(`
  CREATE TRIGGER ${table}_log_change AFTER ${on} ON ${table}
    FOR EACH ROW EXECUTE FUNCTION log_change(${literal(shown)}, ${literal(ignored)}, '${label ?? ''}');`);

/**
 * Writes down what is changed of bookings, orders and staff, in the transaction of the change and whoever makes it; and lets
 * nobody change what is written. A host site runs it in a migration of its own after Payload's generated one, as this site does.
 */
export const changeLog = sql`
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
  ${sql.join(LOGGED.map(logged))}

  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the change log is only added to' USING ERRCODE = 'check_violation', CONSTRAINT = 'changes_append_only';
  END $$;
  CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  -- For the history of one booking.
  CREATE INDEX domain_events_booking_idx ON domain_events ((payload->>'bookingId')) WHERE payload->>'bookingId' IS NOT NULL;
`;

/** Undoes {@link changeLog}. */
export const dropChangeLog = sql`
  DROP INDEX domain_events_booking_idx;
  DROP TRIGGER changes_append_only ON changes;
  DROP FUNCTION refuse_change;
  ${sql.join(LOGGED.map(({ table }) => sql.raw(`DROP TRIGGER ${table}_log_change ON ${table};`)))}
  DROP FUNCTION log_change;
`;

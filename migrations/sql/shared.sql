CREATE OR REPLACE FUNCTION cache_changed(cache text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cache_changes (cache) VALUES (cache)
$$;

-- Allows only the status transitions given as the argument, those of sale-statuses.ts, and records each transition in
-- status_changes.
CREATE OR REPLACE FUNCTION guard_status_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (TG_ARGV[0]::jsonb -> OLD.status::text) ? NEW.status::text THEN
    RAISE EXCEPTION '% that is % can not become %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  INSERT INTO status_changes (entity, row_id, from_status, to_status, at)
  VALUES (TG_TABLE_NAME, NEW.id, OLD.status, NEW.status, now());
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION blog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cache_changed('blog');
  RETURN NULL;
END $$;

-- Logs the change of a row in `changes`. Arguments: the columns whose values are logged; the columns that are not logged at all
-- ('*': all other columns); the column with the label of the row. Of every other column, only the fact of its change is logged.
CREATE OR REPLACE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
    AND field <> ALL (ignored) AND (TG_OP = 'UPDATE' AND NOT '*' = ANY (ignored) OR field = ANY (shown));
  IF changed IS NULL THEN RETURN NULL; END IF;
  INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
  VALUES (gen_random_uuid(), clock_timestamp(), TG_TABLE_NAME, (was || becomes) ->> 'id', (was || becomes) ->> TG_ARGV[2],
    CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE lower(TG_OP) END, coalesce(nullif(context[1], ''), 'system'),
    nullif(context[2], ''), nullif(context[3], ''), changed);
  RETURN NULL;
END $$;

-- Refuses new personal data in a row that has been anonymised, because neither an erasure nor the retention period looks at it
-- again. The argument has the columns that must stay as they are.
CREATE OR REPLACE FUNCTION keep_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(TG_ARGV[0]::text[]) AS field
      WHERE to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field) THEN
    RAISE EXCEPTION 'The person of this row of % has been erased', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;

-- Sets `name` to the full name of a person.
CREATE OR REPLACE FUNCTION name_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), '');
  RETURN NEW;
END $$;

-- Returns the ids of the media and other documents that a rich text contains.
CREATE OR REPLACE FUNCTION mentioned_ids(content jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT found[1]::uuid)
  FROM regexp_matches(content::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$$;

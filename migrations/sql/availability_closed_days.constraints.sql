ALTER TABLE availability_closed_days
  DROP CONSTRAINT IF EXISTS availability_closed_days_hours,
  -- Allows a whole day (no times), or the hours between two London times.
  ADD CONSTRAINT availability_closed_days_hours CHECK (
    CASE WHEN coalesce("from", '') = '' AND coalesce("to", '') = '' THEN true
      ELSE "from" ~ '^\d\d:\d\d$' AND "to" ~ '^\d\d:\d\d$' AND "from" < "to" END IS TRUE
  );

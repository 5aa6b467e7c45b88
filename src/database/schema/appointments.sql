-- part: bookings
CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');

-- Sets the title of a booking: the customer's name and the London time of the slot. The time of a booked slot cannot
-- change, so `time_slots` needs no trigger for the title.
CREATE OR REPLACE FUNCTION title_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.title := concat_ws(', ',
    nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), ''),
    (SELECT to_char(starts_at AT TIME ZONE 'Europe/London', 'Dy FMDD Mon YYYY, HH24:MI') FROM time_slots WHERE id = NEW.slot_id));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bookings_title BEFORE INSERT OR UPDATE OF first_name, last_name, slot_id, title ON bookings
  FOR EACH ROW EXECUTE FUNCTION title_booking();

CREATE OR REPLACE TRIGGER bookings_keep_erased BEFORE UPDATE ON bookings
  FOR EACH ROW WHEN (OLD.email = 'erased@lomashwood.invalid')
  EXECUTE FUNCTION keep_erased('{customer_id,first_name,last_name,email,phone,postcode,address,notes,cancel_reason}');

-- part: bookings.constraints
ALTER TABLE bookings
  DROP CONSTRAINT IF EXISTS bookings_for_a_room,
  ADD CONSTRAINT bookings_for_a_room
    CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE),
  -- Showroom visits need neither an e-mail address nor a postal address, because staff may book such visits by phone.
  DROP CONSTRAINT IF EXISTS bookings_can_be_reached,
  ADD CONSTRAINT bookings_can_be_reached
    CHECK (type = 'SHOWROOM' OR (email IS NOT NULL AND address IS NOT NULL AND postcode IS NOT NULL));

-- part: time_slots.constraints
ALTER TABLE time_slots
  DROP CONSTRAINT IF EXISTS time_slots_has_length,
  ADD CONSTRAINT time_slots_has_length CHECK (ends_at > starts_at),
  DROP CONSTRAINT IF EXISTS time_slots_showroom_by_type,
  ADD CONSTRAINT time_slots_showroom_by_type CHECK ((type = 'SHOWROOM') = (showroom_id IS NOT NULL)),
  -- Slots of the same type, showroom and lane never overlap, whether they were generated or added by staff.
  DROP CONSTRAINT IF EXISTS time_slots_no_overlap,
  ADD CONSTRAINT time_slots_no_overlap EXCLUDE USING gist (
    type WITH =,
    coalesce(showroom_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =,
    lane WITH =,
    tstzrange(starts_at, ends_at) WITH &&
  );

-- part: availability_closed_days.constraints
ALTER TABLE availability_closed_days
  DROP CONSTRAINT IF EXISTS availability_closed_days_hours,
  -- Allows a whole day (no times), or the hours between two London times.
  ADD CONSTRAINT availability_closed_days_hours CHECK (
    CASE WHEN coalesce("from", '') = '' AND coalesce("to", '') = '' THEN true
      ELSE "from" ~ '^\d\d:\d\d$' AND "to" ~ '^\d\d:\d\d$' AND "from" < "to" END IS TRUE
  );

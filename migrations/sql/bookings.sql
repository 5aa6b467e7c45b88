CREATE OR REPLACE TRIGGER bookings_log_change AFTER UPDATE OR DELETE ON bookings
  FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');

-- Sets the title of a booking: the customer's name and the London time of the slot. The time of a booked slot cannot change.
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

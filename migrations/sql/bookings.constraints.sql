ALTER TABLE bookings
  DROP CONSTRAINT IF EXISTS bookings_for_a_room,
  ADD CONSTRAINT bookings_for_a_room
    CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE);

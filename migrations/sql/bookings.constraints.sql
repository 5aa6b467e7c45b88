ALTER TABLE bookings
  DROP CONSTRAINT IF EXISTS bookings_for_a_room,
  ADD CONSTRAINT bookings_for_a_room
    CHECK (for_kitchen IS TRUE OR for_bedroom IS TRUE),
  -- Showroom visits need neither an e-mail address nor a postal address, because staff may book such visits by phone.
  DROP CONSTRAINT IF EXISTS bookings_can_be_reached,
  ADD CONSTRAINT bookings_can_be_reached
    CHECK (type = 'SHOWROOM' OR (email IS NOT NULL AND address IS NOT NULL AND postcode IS NOT NULL));

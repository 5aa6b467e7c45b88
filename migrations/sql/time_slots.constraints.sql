ALTER TABLE time_slots
  DROP CONSTRAINT IF EXISTS time_slots_has_length,
  ADD CONSTRAINT time_slots_has_length CHECK (ends_at > starts_at),
  DROP CONSTRAINT IF EXISTS time_slots_showroom_by_type,
  ADD CONSTRAINT time_slots_showroom_by_type CHECK ((type = 'SHOWROOM') = (showroom_id IS NOT NULL)),
  -- Slots of the same type, place and lane never overlap, neither generated slots nor slots that staff add.
  DROP CONSTRAINT IF EXISTS time_slots_no_overlap,
  ADD CONSTRAINT time_slots_no_overlap EXCLUDE USING gist (
    type WITH =,
    coalesce(showroom_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =,
    lane WITH =,
    tstzrange(starts_at, ends_at) WITH &&
  );

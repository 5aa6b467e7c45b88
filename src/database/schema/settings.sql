-- part: settings.constraints
-- Allows only a hex colour, because the value is written into a style sheet of the admin UI.
ALTER TABLE settings
  DROP CONSTRAINT IF EXISTS settings_brand_colour_is_hex,
  ADD CONSTRAINT settings_brand_colour_is_hex
    CHECK (brand_colour ~ '^#[0-9a-f]{6}$');

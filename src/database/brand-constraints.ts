import { sql } from '@payloadcms/db-postgres';

/** The brand's colour stands in a style sheet of the admin UI: it is a colour, whoever writes it. */
export const brandConstraints = sql`
  ALTER TABLE settings ADD CONSTRAINT settings_brand_colour_is_hex CHECK (brand_colour ~ '^#[0-9a-f]{6}$');
`;

/** Undoes {@link brandConstraints}. */
export const dropBrandConstraints = sql`ALTER TABLE settings DROP CONSTRAINT settings_brand_colour_is_hex;`;

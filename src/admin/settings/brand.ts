import { getPayload, type Payload, type SanitizedConfig } from 'payload';
import { cache } from 'react';
import { toReadableShades, toVisibleGround } from '../../lib/colours.ts';
import { readBrand } from '../../services/settings/read-brand.ts';

/** Reads the brand, only once for each rendering of a page. */
export const readBrandOnce = cache((payload: Payload) => readBrand(payload));

/** Returns the configuration with the company's name as the suffix of all window titles, for Payload's `generatePageMetadata`. */
export async function withBrandTitle(config: Promise<SanitizedConfig>): Promise<SanitizedConfig> {
  const [{ admin, ...rest }, { company }] = await Promise.all([config, getPayload({ config }).then(readBrandOnce)]);
  return { ...rest, admin: { ...admin, meta: { ...admin.meta, titleSuffix: `· ${company}` } } };
}

/** The page backgrounds of the light and dark themes, see custom.css. */
const BACKGROUNDS = { light: '#fffefc', dark: '#191613' };

/** Shades of the brand's colour that are readable on the pages of the admin UI. */
export const toAdminShades = (hex: string) => toReadableShades(hex, BACKGROUNDS);

/** The colours of the lines in the company's mark (`Mark` in logo.tsx): one for frame and handle, one for the grain. */
export const MARK_LINES = { frame: '#f3e7d3', grain: '#d79a63' };

/** The background of the company's mark: the brand's colour, darkened if the lines would not be visible on it. */
export const toMarkBackground = (hex: string): string => toVisibleGround(hex, MARK_LINES.grain);

import { getPayload, type SanitizedConfig } from 'payload';
import { brandOfPage } from './brand-of-page.ts';

/** The configuration with the company's name behind every title of a window, for Payload's `generatePageMetadata`. */
export async function titledByBrand(config: Promise<SanitizedConfig>): Promise<SanitizedConfig> {
  const [{ admin, ...rest }, { company }] = await Promise.all([config, getPayload({ config }).then(brandOfPage)]);
  return { ...rest, admin: { ...admin, meta: { ...admin.meta, titleSuffix: `· ${company}` } } };
}

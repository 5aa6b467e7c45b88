import type { Payload } from 'payload';
import { DEFAULT_EMAIL_BRAND } from '../../emails/brand.ts';
import { toOneLine } from '../../lib/text.ts';
import type { Media } from '../../payload-types.ts';

/** A public image and its size in pixels. */
export type BrandPicture = { url: string; width: number; height: number };

/** The company's brand. An image is null if it is not set or was deleted. */
export type Brand = {
  /** One line without characters that change the text direction, for window titles and e-mail subjects. */
  company: string;
  /** The company's line of business in a few words. */
  tagline: string;
  /** `#rrggbb`; null for the default look of the admin UI. */
  colour: string | null;
  logo: BrandPicture | null;
  logoOnDark: BrandPicture | null;
  icon: BrandPicture | null;
  emailLogo: BrandPicture | null;
};

/** The brand until an admin changes the settings. */
export const DEFAULT_BRAND: Brand = {
  company: DEFAULT_EMAIL_BRAND.company,
  tagline: DEFAULT_EMAIL_BRAND.tagline,
  colour: null,
  logo: null,
  logoOnDark: null,
  icon: null,
  emailLogo: null,
};

/** Reads the brand from the `settings` global. All data of the brand are public. */
export async function readBrand(payload: Payload): Promise<Brand> {
  const { company, brand } = await payload.findGlobal({
    slug: 'settings',
    depth: 1,
    select: { company: { name: true }, brand: true },
  });
  return {
    company: toOneLine(company?.name ?? '') || DEFAULT_BRAND.company,
    tagline: toOneLine(brand?.line ?? '') || DEFAULT_BRAND.tagline,
    colour: brand?.colour || null,
    logo: toScreenPicture(brand?.logo),
    logoOnDark: toScreenPicture(brand?.logoOnDark),
    icon: toScreenPicture(brand?.icon),
    emailLogo: toOriginalPicture(brand?.emailLogo),
  };
}

/**
 * Reads the parts of the brand for printed documents: the colour, and the storage key of the logo for light backgrounds, or of
 * the e-mail logo if the other is not set.
 */
export async function readPaperBrand(payload: Payload): Promise<{ colour: string | null; logoKey: string | null }> {
  const { brand } = await payload.findGlobal({ slug: 'settings', depth: 1, select: { brand: true } });
  const getKey = (uploaded: Uploaded) => (typeof uploaded === 'object' ? uploaded?.key : undefined);
  return { colour: brand?.colour || null, logoKey: getKey(brand?.logo) ?? getKey(brand?.emailLogo) ?? null };
}

type Uploaded = Media | string | null | undefined;

/**
 * Returns the `medium` variant, which is sharp enough for a logo on screens and far smaller than the upload. Without variants,
 * returns the upload.
 */
function toScreenPicture(uploaded: Uploaded): BrandPicture | null {
  const variant = typeof uploaded === 'object' ? uploaded?.sizes?.medium : undefined;
  return toBrandPicture(variant) ?? toOriginalPicture(uploaded);
}

/** Returns the file as uploaded. Variants may be WebP, which some mail clients do not show. */
const toOriginalPicture = (uploaded: Uploaded): BrandPicture | null =>
  toBrandPicture(typeof uploaded === 'object' ? uploaded : undefined);

function toBrandPicture(file: Pick<Media, 'url' | 'width' | 'height'> | null | undefined): BrandPicture | null {
  const { url, width, height } = file ?? {};
  return url && width && height ? { url, width, height } : null;
}

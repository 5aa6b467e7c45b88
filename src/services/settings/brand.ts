import type { Payload } from 'payload';
import { oneLine } from '../../emails/one-line.ts';
import type { Media } from '../../payload-types.ts';

/** A picture that the public can load, and its size in pixels. */
export type BrandPicture = { url: string; width: number; height: number };

/** How the company presents itself; a picture that was never set, or is gone, is null. */
export type Brand = {
  /** One line that turns no reading direction around, as it stands in titles of windows and subjects of mails. */
  company: string;
  /** What it deals in, in a few words. */
  line: string;
  /** `#rrggbb`; null for the look that the admin UI comes with. */
  colour: string | null;
  logo: BrandPicture | null;
  logoOnDark: BrandPicture | null;
  icon: BrandPicture | null;
  emailLogo: BrandPicture | null;
};

/** What stands until an admin says otherwise. */
export const DEFAULT_BRAND: Brand = {
  company: 'Lomash Wood',
  line: 'Kitchens & Bedrooms',
  colour: null,
  logo: null,
  logoOnDark: null,
  icon: null,
  emailLogo: null,
};

/** The brand as the `settings` global has it at this moment. It holds nothing that the public may not see. */
export async function brandOf(payload: Payload): Promise<Brand> {
  const { company, brand } = await payload.findGlobal({
    slug: 'settings',
    depth: 1,
    select: { company: { name: true }, brand: true },
  });
  return {
    company: oneLine(company?.name ?? '') || DEFAULT_BRAND.company,
    line: oneLine(brand?.line ?? '') || DEFAULT_BRAND.line,
    colour: brand?.colour || null,
    logo: screenPicture(brand?.logo),
    logoOnDark: screenPicture(brand?.logoOnDark),
    icon: screenPicture(brand?.icon),
    emailLogo: originalPicture(brand?.emailLogo),
  };
}

type Uploaded = Media | string | null | undefined;

/** The variant for screens, which is as sharp as a logo needs and far smaller than what was uploaded. */
function screenPicture(uploaded: Uploaded): BrandPicture | null {
  const variant = typeof uploaded === 'object' ? uploaded?.sizes?.medium : undefined;
  return pictureOf(variant) ?? originalPicture(uploaded);
}

/** The file as it was uploaded: variants may be WebP, which not every mail client shows. */
const originalPicture = (uploaded: Uploaded): BrandPicture | null =>
  pictureOf(typeof uploaded === 'object' ? uploaded : undefined);

function pictureOf(file: Pick<Media, 'url' | 'width' | 'height'> | null | undefined): BrandPicture | null {
  const { url, width, height } = file ?? {};
  return url && width && height ? { url, width, height } : null;
}

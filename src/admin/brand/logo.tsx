import type { ServerProps } from 'payload';
import type { Brand, BrandPicture } from '../../services/settings/brand.ts';
import { deskText } from '../strings/desk-text.ts';
import { brandOfPage } from './brand-of-page.ts';
import styles from './logo.module.css';
import { Mark } from './mark.tsx';

/** What stands above the login: the company's logo, or its mark and name. */
export async function Logo({ payload, i18n }: ServerProps) {
  const brand = await brandOfPage(payload);
  return (
    <div className={styles.logo}>
      {brand.logo ? <Pictures {...brand} logo={brand.logo} /> : <Named company={brand.company} />}
      <span className={styles.line}>{deskText(i18n)('brand:staff', { line: brand.line })}</span>
    </div>
  );
}

const Named = ({ company }: { company: string }) => (
  <>
    <Mark size={64} label={company} />
    <span className={styles.name}>{company}</span>
  </>
);

/** Both are there: which theme it is, the page's style sheet knows. */
const Pictures = ({ company, logo, logoOnDark }: Pick<Brand, 'company' | 'logoOnDark'> & { logo: BrandPicture }) => (
  <>
    <Picture picture={logo} alt={company} className={logoOnDark ? styles.onLight : styles.onPlate} />
    {logoOnDark && <Picture picture={logoOnDark} alt={company} className={styles.onDark} />}
  </>
);

const Picture = ({
  picture,
  alt,
  className,
}: {
  picture: BrandPicture;
  alt: string;
  className: string | undefined;
}) => (
  // biome-ignore lint/performance/noImgElement: it is the variant made for screens, and lies elsewhere.
  <img src={picture.url} width={picture.width} height={picture.height} alt={alt} className={className} />
);

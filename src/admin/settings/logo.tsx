import { DateTime } from 'luxon';
import type { ServerProps } from 'payload';
import type { Brand, BrandPicture } from '../../services/settings/read-brand.ts';
import { adminText } from '../strings/admin-text.ts';
import styles from './brand.module.css';
import { readBrandOnce } from './brand.ts';
import { BrandPanel } from './brand-provider.tsx';
import { FocusFirstField } from './page-behaviour.tsx';

/** The company's mark: a cabinet front with its grain and a handle. */
export function Mark({ size, label }: { size: number; label: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" role="img" aria-label={label}>
      <rect x="1" y="1" width="30" height="30" rx="7" fill="var(--lw-mark, #2f5a48)" />
      <rect x="6" y="6" width="20" height="20" rx="2.5" stroke="#f3e7d3" strokeWidth="1.6" />
      <path
        d="M10.5 25V7M15 25c0-6 2.4-6 2.4-11S15 10.5 15 7"
        stroke="#d79a63"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="21.6" cy="16" r="1.7" fill="#f3e7d3" />
    </svg>
  );
}

const SIZE = 18;

/** The brand's icon, which is the first item of the breadcrumbs. */
export async function Icon({ payload }: ServerProps) {
  const { company, icon } = await readBrandOnce(payload);
  if (!icon) return <Mark size={SIZE} label={company} />;
  // biome-ignore lint/performance/noImgElement: the image is already a small variant, possibly on another host.
  return <img src={icon.url} alt={company} width={SIZE} height={SIZE} style={{ objectFit: 'contain' }} />;
}

/** The company's logo, or its mark and name, for the login page and the other pages without navigation. */
export async function Logo({ payload, i18n }: ServerProps) {
  const brand = await readBrandOnce(payload);
  return (
    <div className={styles.logo}>
      {brand.logo ? <Pictures {...brand} logo={brand.logo} /> : <MarkAndName company={brand.company} />}
      <span className={styles.line}>{adminText(i18n)('brand:staff', { line: brand.tagline })}</span>
    </div>
  );
}

const MarkAndName = ({ company }: { company: string }) => (
  <>
    <Mark size={64} label={company} />
    <span className={styles.name}>{company}</span>
  </>
);

/** Renders the logo, and the logo for dark mode if there is one; the style sheet shows the right one for the current theme. */
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
  // biome-ignore lint/performance/noImgElement: the image is already a small variant, possibly on another host.
  <img src={picture.url} width={picture.width} height={picture.height} alt={alt} className={className} />
);

/** The brand panel and a greeting on the login page. */
export async function SignInPanel({ payload, i18n }: ServerProps) {
  const brand = await readBrandOnce(payload);
  const text = adminText(i18n);
  return (
    <>
      <FocusFirstField />
      <BrandPanel {...brand} />
      <div className={styles.greeting}>
        <h1>{text(chooseGreeting(DateTime.now().setZone('Europe/London').hour))}</h1>
        <p>{text('brand:signIn')}</p>
      </div>
    </>
  );
}

function chooseGreeting(hour: number) {
  if (hour < 12) return 'brand:goodMorning';
  return hour < 18 ? 'brand:goodAfternoon' : 'brand:goodEvening';
}

import type { ServerProps } from 'payload';
import { brandOfPage } from './brand-of-page.ts';
import { Mark } from './mark.tsx';

const SIZE = 18;

/** What stands at the beginning of the breadcrumbs. */
export async function Icon({ payload }: ServerProps) {
  const { company, icon } = await brandOfPage(payload);
  if (!icon) return <Mark size={SIZE} label={company} />;
  // biome-ignore lint/performance/noImgElement: it is the variant made for screens, and lies elsewhere.
  return <img src={icon.url} alt={company} width={SIZE} height={SIZE} style={{ objectFit: 'contain' }} />;
}

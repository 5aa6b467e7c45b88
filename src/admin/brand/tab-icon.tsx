import type { Brand } from '../../services/settings/brand.ts';

/** The mark as a file of its own, in the brand's colour. */
const drawn = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none"><rect x="1" y="1" width="30" height="30" rx="7" fill="${colour}"/><rect x="6" y="6" width="20" height="20" rx="2.5" stroke="#f3e7d3" stroke-width="1.6"/><path d="M10.5 25V7M15 25c0-6 2.4-6 2.4-11S15 10.5 15 7" stroke="#d79a63" stroke-width="1.5" stroke-linecap="round"/><circle cx="21.6" cy="16" r="1.7" fill="#f3e7d3"/></svg>`;

/** The icon of the browser's tab. */
export function TabIcon({ icon, colour }: Pick<Brand, 'icon' | 'colour'>) {
  const href = icon?.url ?? `data:image/svg+xml,${encodeURIComponent(drawn(colour ?? '#2f5a48'))}`;
  return <link rel="icon" href={href} />;
}

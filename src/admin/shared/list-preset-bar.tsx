import { Link } from '@payloadcms/ui';
import { headers } from 'next/headers.js';
import { redirect } from 'next/navigation.js';
import type { BeforeListTableServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { isCsvList } from '../../services/operations/index.ts';
import { adminText } from '../strings/admin-text.ts';
import type { empty } from '../strings/shared.ts';
import { findCurrentPreset } from './create-list-preset.ts';
import styles from './fields-and-lists.module.css';
import { FoldFilters, ListTools } from './list-tools.tsx';
import {
  bookingPresets,
  brochureRequestPresets,
  changePresets,
  mediaPresets,
  orderPresets,
  paymentPresets,
  postPresets,
  productPresets,
  slotPresets,
} from './preset-definitions.ts';

/** Replaces "No results" by an explanation: what the list will contain, or that no row matches the filter. */
export function EmptyList({ collectionConfig, data, i18n, searchParams = {} }: BeforeListTableServerProps) {
  if (data.totalDocs > 0) return null;
  const text = adminText(i18n);
  const narrowed = Object.keys(searchParams).some((name) => name === 'search' || name.startsWith('where'));
  return (
    <p className={styles.empty} role="status">
      {text(narrowed ? 'lists:noneFits' : `empty:${collectionConfig.slug as keyof typeof empty}`)}
    </p>
  );
}

const PRESETS = {
  bookings: bookingPresets,
  products: productPresets,
  blogs: postPresets,
  media: mediaPresets,
  'time-slots': slotPresets,
  'brochure-requests': brochureRequestPresets,
  orders: orderPresets,
  payments: paymentPresets,
  changes: changePresets,
};

/**
 * Whether the list is in a drawer, in which staff choose a document for a form. A tab or a redirect in the drawer would lead away
 * from the form. A server function renders the drawer with the URL segments of a list page, so only the `next-action` header
 * identifies a drawer.
 */
const isInDrawer = async () => (await headers()).has('next-action');

/** Whether the list is the trash, which is a separate list below the URL of the collection. */
const isTrash = (params: BeforeListTableServerProps['params']) => [params?.segments].flat().at(-1) === 'trash';

/** Tabs above a list, one per list preset. */
export async function ListPresets({
  collectionConfig: { slug },
  i18n,
  params,
  payload,
  searchParams = {},
}: BeforeListTableServerProps) {
  if ((await isInDrawer()) || isTrash(params)) return null;
  const text = adminText(i18n);
  const presets = PRESETS[slug as keyof typeof PRESETS](new Date());
  const current = findCurrentPreset(presets, searchParams);
  const base = formatAdminURL({ adminRoute: payload.config.routes.admin, path: `/collections/${slug}` });
  // Without a query, Payload would list the oldest slots first, and open every list with the filters that the user last used there.
  if (Object.keys(searchParams).length === 0) {
    redirect(`${base}?${presets[0]?.query}`);
  }
  const { admin, api } = payload.config.routes;
  return (
    <div className={styles.bar} data-preset={current}>
      <FoldFilters list={current} />
      <nav className={styles.tabs} aria-label={text('lists:readyMade')}>
        {presets.map(({ name, query }) => (
          <Link
            key={name}
            className={styles.tab}
            href={`${base}?${query}`}
            prefetch={false}
            aria-current={name === current ? 'page' : undefined}
          >
            {text(`listPresets:${name}`)}
          </Link>
        ))}
      </nav>
      {isCsvList(slug) && (
        <ListTools api={api} collection={slug} {...(slug === 'products' ? { priceList: `${admin}/price-list` } : {})} />
      )}
    </div>
  );
}

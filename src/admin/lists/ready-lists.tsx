import { Link } from '@payloadcms/ui';
import { headers } from 'next/headers.js';
import { redirect } from 'next/navigation.js';
import type { BeforeListTableServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { isCsvList } from '../../services/desk/csv-lists.ts';
import { deskText } from '../strings/desk-text.ts';
import { bookingLists } from './booking-lists.ts';
import { brochureRequestLists } from './brochure-lists.ts';
import { changeLists } from './change-lists.ts';
import { FoldFilters } from './fold-filters.tsx';
import { ListTools } from './list-tools.tsx';
import { mediaLists } from './media-lists.ts';
import { postLists } from './post-lists.ts';
import { productLists } from './product-lists.ts';
import { currentList } from './ready-list.ts';
import styles from './ready-lists.module.css';
import { orderLists, paymentLists } from './sales-lists.ts';
import { slotLists } from './slot-lists.ts';

const LISTS = {
  bookings: bookingLists,
  products: productLists,
  blogs: postLists,
  media: mediaLists,
  'time-slots': slotLists,
  'brochure-requests': brochureRequestLists,
  orders: orderLists,
  payments: paymentLists,
  changes: changeLists,
};

/**
 * A drawer, in which something is chosen for a form, has no address to filter by: a tab, or a redirect, would leave the form. Payload
 * has a server function draw it and hands it the segments of a page, so the request alone tells.
 */
const isInDrawer = async () => (await headers()).has('next-action');

/** The trash is a list of its own, below the address of the collection's. */
const isTrash = (params: BeforeListTableServerProps['params']) => [params?.segments].flat().at(-1) === 'trash';

/** Tabs above a list, each a ready-made filter. */
export async function ReadyLists({
  collectionConfig: { slug },
  i18n,
  params,
  payload,
  searchParams = {},
}: BeforeListTableServerProps) {
  if ((await isInDrawer()) || isTrash(params)) return null;
  const text = deskText(i18n);
  const lists = LISTS[slug as keyof typeof LISTS](new Date());
  const current = currentList(lists, searchParams);
  const base = formatAdminURL({ adminRoute: payload.config.routes.admin, path: `/collections/${slug}` });
  // Else the slots would begin with those of years ago, and both lists with whatever was looked at last.
  if (Object.keys(searchParams).length === 0) {
    redirect(`${base}?${lists[0]?.query}`);
  }
  const { admin, api } = payload.config.routes;
  return (
    <div className={styles.bar}>
      <FoldFilters list={current} />
      <nav className={styles.tabs} aria-label={text('lists:readyMade')}>
        {lists.map(({ name, query }) => (
          <Link
            key={name}
            className={styles.tab}
            href={`${base}?${query}`}
            prefetch={false}
            aria-current={name === current ? 'page' : undefined}
          >
            {text(`ready:${name}`)}
          </Link>
        ))}
      </nav>
      {isCsvList(slug) && (
        <ListTools api={api} collection={slug} {...(slug === 'products' ? { priceList: `${admin}/price-list` } : {})} />
      )}
    </div>
  );
}

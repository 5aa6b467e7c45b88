import { Link } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { BeforeListTableServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { isCsvList } from '../../services/desk/csv-lists.ts';
import { bookingLists } from './booking-lists.ts';
import { brochureRequestLists } from './brochure-lists.ts';
import { changeLists } from './change-lists.ts';
import { ListTools } from './list-tools.tsx';
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
  'time-slots': slotLists,
  'brochure-requests': brochureRequestLists,
  orders: orderLists,
  payments: paymentLists,
  changes: changeLists,
};

/** Tabs above a list, each a ready-made filter. */
export function ReadyLists({
  collectionConfig: { slug },
  params,
  payload,
  searchParams = {},
}: BeforeListTableServerProps) {
  const lists = LISTS[slug as keyof typeof LISTS](new Date());
  const current = currentList(lists, searchParams);
  const base = formatAdminURL({ adminRoute: payload.config.routes.admin, path: `/collections/${slug}` });
  // Else the slots would begin with those of years ago, and both lists with whatever was looked at last. A drawer has no
  // segments and shows all.
  if (params?.segments && Object.keys(searchParams).length === 0) {
    redirect(`${base}?${lists[0]?.query}`);
  }
  const { admin, api } = payload.config.routes;
  return (
    <div className={styles.bar}>
      <nav className={styles.tabs} aria-label="Ready-made lists">
        {lists.map(({ label, query }) => (
          <Link
            key={label}
            className={styles.tab}
            href={`${base}?${query}`}
            prefetch={false}
            aria-current={label === current ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {isCsvList(slug) && (
        <ListTools api={api} collection={slug} {...(slug === 'products' ? { priceList: `${admin}/price-list` } : {})} />
      )}
    </div>
  );
}

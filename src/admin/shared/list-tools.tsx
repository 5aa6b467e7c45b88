'use client';

import { ConfigProvider, DefaultListView, Link, toast, useConfig, useListQuery, useSelection } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import type { ClientConfig, ClientField, ListViewClientProps } from 'payload';
import { flattenTopLevelFields } from 'payload/shared';
import { useEffect, useMemo } from 'react';
import type { AdminText } from '../strings/admin-text.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import { callApi } from './call-api.ts';
import { ConfirmButton } from './dialogs.tsx';
import styles from './fields-and-lists.module.css';
import { filterShape } from './filter-shape.ts';

/**
 * Makes the filter builder of the collection `slug` offer virtual fields, unless they set `disableListFilter`. Payload omits
 * virtual fields from the filter builder, which then fails on a list preset that filters by a virtual field. A hook of the
 * collection must replace each offered field in queries.
 */
export function withVirtualFilters(config: ClientConfig, slug: string): ClientConfig {
  const collections = config.collections.map((collection) =>
    collection.slug === slug && collection.fields.some(isOffered)
      ? { ...collection, fields: collection.fields.map((field) => (isOffered(field) ? withoutVirtual(field) : field)) }
      : collection,
  );
  return { ...config, collections };
}

const isOffered = (field: ClientField): boolean =>
  'virtual' in field && field.virtual === true && !field.admin?.disableListFilter && !field.admin?.hidden;

const withoutVirtual = (field: ClientField): ClientField => Object.assign({}, field, { virtual: false });

/**
 * Payload's list, with a new filter builder for each filter shape. When staff open another list preset, Payload would reuse the
 * builder with the values of the previous preset; a status in a date input, for example, would break the page. The builder also
 * offers the virtual fields that presets filter by.
 */
export function FreshFilters(props: ListViewClientProps) {
  const { query } = useListQuery();
  const { config, getEntityConfig } = useConfig();
  const filterable = useMemo(() => withVirtualFilters(config, props.collectionSlug), [config, props.collectionSlug]);
  const { fields } = getEntityConfig({ collectionSlug: props.collectionSlug });
  const shape = filterShape(query.where, flattenTopLevelFields(fields, { keepPresentationalFields: false }));
  return (
    <ConfigProvider config={filterable}>
      <DefaultListView key={shape} {...props} />
    </ConfigProvider>
  );
}

const OPEN_PANEL = '.list-controls__toggle-where[aria-expanded="true"]';

/**
 * Closes the filter panel when a list preset is opened, as soon as the button of the panel is enabled. Payload opens the panel if
 * the URL has filters; the tabs would then move under the pointer, and a phone would have no room for the list. A
 * style sheet hides the panel until then.
 */
export function FoldFilters({ list }: { list: string | undefined }) {
  useEffect(() => {
    const opener = document.querySelector<HTMLButtonElement>(OPEN_PANEL);
    if (!list || !opener) return;
    const observer = new MutationObserver(() => {
      observer.disconnect();
      opener.click();
    });
    observer.observe(opener, { attributeFilter: ['disabled'] });
    // React must not be in an effect when the click is handled (EffectsBeforeClicks).
    if (!opener.disabled) queueMicrotask(() => opener.click());
    return () => observer.disconnect();
  }, [list]);
  return null;
}

type Props = {
  api: string;
  collection: string;
  /** The URL of the page that imports price lists. It is set only for the list of products. */
  priceList?: string;
};

/** Actions on a list as a whole, or on the selected rows. */
export function ListTools({ api, collection, priceList }: Props) {
  const { query } = useListQuery();
  const text = useAdminText();
  const search = new URLSearchParams();
  if (query.where) search.set('where', JSON.stringify(query.where));
  if (typeof query.sort === 'string') search.set('sort', query.sort);
  return (
    <div className={styles.tools}>
      {collection === 'bookings' && <ConfirmSelected api={api} />}
      <a href={`${api}/desk/csv/${collection}?${search}`} download>
        {text('lists:exportCsv')}
      </a>
      {priceList && (
        <Link href={priceList} prefetch={false}>
          {text('lists:priceList')}
        </Link>
      )}
    </div>
  );
}

type ConfirmationReport = { confirmed: string[]; refused: { bookingId: string; reason: string }[] };

/** A button that confirms the selected bookings. It asks for confirmation, because each customer gets an e-mail. */
function ConfirmSelected({ api }: { api: string }) {
  const router = useRouter();
  const text = useAdminText();
  const { selectedIDs } = useSelection();
  const count = selectedIDs.length;
  if (count === 0) return null;

  const confirm = async () => {
    const answer = await callApi<ConfirmationReport>(text, `${api}/desk/bookings/confirm`, {
      method: 'POST',
      body: { bookingIds: selectedIDs },
    });
    if (!answer.ok) toast.error(answer.message);
    else reportConfirmations(text, answer.body);
    router.refresh();
  };

  return (
    <ConfirmButton
      question={text('lists:confirmSure', { count })}
      yes={text('lists:confirmYes')}
      no={text('lists:confirmNo')}
      onConfirm={confirm}
    >
      {text('lists:confirmSelected', { count })}
    </ConfirmButton>
  );
}

function reportConfirmations(text: AdminText, { confirmed, refused }: ConfirmationReport): void {
  if (confirmed.length > 0) toast.success(text('lists:confirmed', { count: confirmed.length }));
  if (refused.length > 0) {
    toast.error(text('lists:notConfirmed', { count: refused.length, reason: refused[0]?.reason ?? '' }), {
      duration: 10_000,
    });
  }
}

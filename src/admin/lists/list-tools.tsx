'use client';
import { Button, Link, toast, useListQuery, useSelection } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './ready-lists.module.css';

type Props = {
  api: string;
  collection: string;
  /** Where price lists are brought in, on the list that they are of. */
  priceList?: string;
};

/** What is done with a list as a whole, or with the rows that are ticked. */
export function ListTools({ api, collection, priceList }: Props) {
  const { query } = useListQuery();
  const text = useDeskText();
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

type Outcome = { confirmed: string[]; refused: { bookingId: string; reason: string }[] };

/** Confirms the ticked bookings: their customers get an e-mail each, so it asks first. */
function ConfirmSelected({ api }: { api: string }) {
  const router = useRouter();
  const text = useDeskText();
  const { selectedIDs } = useSelection();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const count = selectedIDs.length;
  if (count === 0) return null;

  const confirm = async () => {
    setBusy(true);
    const answer = await callApi<Outcome>(text, `${api}/desk/bookings/confirm`, {
      method: 'POST',
      body: { bookingIds: selectedIDs },
    });
    setBusy(false);
    setAsking(false);
    if (!answer.ok) toast.error(answer.message);
    else tell(text, answer.body);
    router.refresh();
  };

  if (!asking) {
    return (
      <Button size="small" margin={false} onClick={() => setAsking(true)}>
        {text('lists:confirmSelected', { count })}
      </Button>
    );
  }
  return (
    <>
      <span>{text('lists:confirmSure', { count })}</span>
      <Button size="small" margin={false} disabled={busy} onClick={() => void confirm()}>
        {text('lists:confirmYes')}
      </Button>
      <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => setAsking(false)}>
        {text('lists:confirmNo')}
      </Button>
    </>
  );
}

function tell(text: DeskText, { confirmed, refused }: Outcome): void {
  if (confirmed.length > 0) toast.success(text('lists:confirmed', { count: confirmed.length }));
  if (refused.length > 0) {
    toast.error(text('lists:notConfirmed', { number: refused.length, reason: refused[0]?.reason ?? '' }), {
      duration: 10_000,
    });
  }
}

'use client';

import { toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { formatPence } from '../../lib/money.ts';
import type { AppliedPriceList, UndoneList } from '../../services/catalogue/applied-price-lists.ts';
import type { PriceChange, PriceRow } from '../../services/catalogue/price-list-import.ts';
import { callApi } from '../shared/call-api.ts';
import { ConfirmButton } from '../shared/dialogs.tsx';
import { FormError } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './catalogue.module.css';

/** Returns the price changes of the rows without a problem. */
export const toPriceChanges = (rows: readonly PriceRow[]): PriceChange[] =>
  rows.flatMap(({ productId, from, to, problem }) =>
    problem === null && productId !== null && from !== null && to !== null && from !== to
      ? [{ productId, from, to }]
      : [],
  );

/** A table of the rows with a problem, followed by the rows with a change. Rows without a change are omitted. */
export function PriceListPreview({ rows }: { rows: readonly PriceRow[] }) {
  const text = useAdminText();
  const visibleRows = [
    ...rows.filter(({ problem }) => problem),
    ...rows.filter(({ problem, from, to }) => !problem && from !== to),
  ];
  if (visibleRows.length === 0) return <p className={styles.note}>{text('products:same')}</p>;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text('products:line')}</th>
            <th scope="col">{text('products:product')}</th>
            <th scope="col">{text('products:now')}</th>
            <th scope="col">{text('products:new')}</th>
            <th scope="col">{text('products:change')}</th>
          </tr>
        </thead>
        <tbody>
          {visibleRows.map(({ line, slug, title, from, to, problem }) => (
            <tr key={line} data-problem={problem !== null || undefined}>
              <td>{line}</td>
              <td>
                {title ?? slug}
                {problem && <strong className={styles.problem}>{problem}</strong>}
              </td>
              <td>{from === null ? '–' : formatPence(from)}</td>
              <td>{to === null ? '–' : formatPence(to)}</td>
              <td>{problem || from === null || to === null ? '' : formatDifference(from, to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function formatDifference(from: number, to: number): string {
  const sign = to > from ? '+' : '−';
  const percent = from === 0 ? '' : ` (${sign}${Math.abs((100 * (to - from)) / from).toFixed(1)} %)`;
  return `${sign}${formatPence(Math.abs(to - from))}${percent}`;
}

type Props = { api: string; lists: readonly AppliedPriceList[] };

/** The price lists that can still be undone. */
export function AppliedPriceLists({ api, lists }: Props) {
  const router = useRouter();
  const text = useAdminText();
  const [error, setError] = useState<string>();
  const [kept, setKept] = useState<UndoneList['kept']>([]);

  const undo = async (listId: string) => {
    setKept([]);
    const answer = await callApi<UndoneList>(text, `${api}/desk/price-list/${listId}/undo`, { method: 'POST' });
    setError(answer.ok ? undefined : answer.message);
    router.refresh();
    if (!answer.ok) return;
    const { restored } = answer.body;
    if (restored > 0) toast.success(text('products:undone', { count: restored }));
    else toast.info(text('products:undoneNone'));
    setKept(answer.body.kept);
  };

  if (lists.length === 0 && kept.length === 0 && !error) return null;
  return (
    <section className={styles.applied}>
      <h2>{text('products:undoTitle')}</h2>
      <p className={styles.note}>{text('products:undoHint')}</p>
      {error && <FormError message={error} />}
      {kept.map(({ productId, title, reason }) => (
        <FormError key={productId} message={text('products:notChanged', { title: title ?? '–', reason })} />
      ))}
      <ul>
        {lists.map(({ id, appliedAt, appliedBy, own, changes }) => (
          <li key={id}>
            <span>
              {text('products:appliedList', {
                when: formatLondonDateTime(appliedAt),
                who: own ? text('products:appliedByYou') : (appliedBy ?? text('products:appliedByLeft')),
                count: changes,
              })}
            </span>
            <ConfirmButton
              buttonStyle="secondary"
              question={text('products:undoSure')}
              yes={text('products:undoYes')}
              no={text('products:undoNo')}
              onConfirm={() => undo(id)}
            >
              {text('products:undo')}
            </ConfirmButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

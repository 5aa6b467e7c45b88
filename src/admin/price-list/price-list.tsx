'use client';
import { Button, toast } from '@payloadcms/ui';
import { useState } from 'react';
import type { PriceRow, PricesApplied } from '../../services/catalogue/price-list.ts';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { changesOf, Preview } from './preview.tsx';
import styles from './price-list.module.css';

/** Reads a file, shows what each of its rows would change or what is wrong with it, and applies those with which nothing is. */
export function PriceList({ api }: { api: string }) {
  const text = useDeskText();
  const [rows, setRows] = useState<PriceRow[]>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<PricesApplied['refused']>([]);
  const changes = changesOf(rows ?? []);
  const problems = rows?.filter(({ problem }) => problem).length ?? 0;

  const look = async (file: File | undefined) => {
    setRows(undefined);
    setError(undefined);
    setRefused([]);
    if (!file) return;
    const answer = await callApi<{ rows: PriceRow[] }>(text, `${api}/desk/price-list/preview`, {
      method: 'POST',
      body: { csv: await file.text() },
    });
    if (answer.ok) setRows(answer.body.rows);
    else setError(answer.message);
  };

  const apply = async () => {
    setBusy(true);
    const answer = await callApi<PricesApplied>(text, `${api}/desk/price-list/apply`, {
      method: 'POST',
      body: { changes },
    });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.message);
      return;
    }
    if (answer.body.changed > 0) toast.success(text('products:applied', { count: answer.body.changed }));
    setRefused(answer.body.refused);
    setRows(undefined);
  };

  return (
    <div className={styles.page}>
      <h1>{text('products:priceList')}</h1>
      <ol className={styles.steps}>
        <li>
          <a href={`${api}/desk/csv/products?sort=slug`} download>
            {text('products:download')}
          </a>{' '}
          {text('products:openIt')}
        </li>
        <li>{text('products:changePrice')}</li>
        <li>
          <label>
            {text('products:chooseFile')}{' '}
            <input
              type="file"
              accept=".csv,text/csv"
              // An input that keeps its file says nothing when the same one is chosen again.
              onClick={({ currentTarget }) => {
                currentTarget.value = '';
              }}
              onChange={({ target }) => void look(target.files?.[0])}
            />
          </label>{' '}
          {text('products:nothingYet')}
        </li>
      </ol>
      {error && <FormError message={error} />}
      {refused.map(({ productId, title, reason }) => (
        <FormError key={productId} message={text('products:notChanged', { title: title ?? '–', reason })} />
      ))}
      {rows && (
        <>
          <p className={styles.summary} role="status">
            {text('products:summary', {
              ...{ rows: rows.length, changes: changes.length, problems },
              same: rows.length - changes.length - problems,
            })}
          </p>
          {problems > 0 && <p className={styles.problems}>{text('products:mend')}</p>}
          {changes.length > 0 && <ApplyButton count={changes.length} busy={busy} onApply={() => void apply()} />}
          <Preview rows={rows} />
        </>
      )}
    </div>
  );
}

type ApplyProps = { count: number; busy: boolean; onApply: () => void };

/** Asks once more: customers see the new prices from then on. */
function ApplyButton({ count, busy, onApply }: ApplyProps) {
  const text = useDeskText();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button size="medium" margin={false} onClick={() => setAsking(true)}>
        {text('products:apply', { count })}
      </Button>
    );
  }
  return (
    <div className={styles.question}>
      <span>{text('products:applySure', { count })}</span>
      <Button size="medium" margin={false} disabled={busy} onClick={onApply}>
        {text('products:applyYes')}
      </Button>
      <Button size="medium" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => setAsking(false)}>
        {text('products:applyNo')}
      </Button>
    </div>
  );
}

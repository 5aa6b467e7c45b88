'use client';
import { toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import type { AppliedPriceList } from '../../services/catalogue/applied-price-lists.ts';
import type { PriceListResult, PriceRow } from '../../services/catalogue/price-list-import.ts';
import { callApi } from '../shared/call-api.ts';
import { ConfirmButton } from '../shared/dialogs.tsx';
import { FormError } from '../shared/elements.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './catalogue.module.css';
import { AppliedPriceLists, PriceListPreview, toPriceChanges } from './price-list-parts.tsx';

/**
 * A form that reads a price list from a file, previews the change or problem of each row, and applies the rows without a problem.
 */
export function PriceList({ api, applied }: { api: string; applied: readonly AppliedPriceList[] }) {
  const router = useRouter();
  const text = useAdminText();
  const [rows, setRows] = useState<PriceRow[]>();
  const [error, setError] = useState<string>();
  const [refused, setRefused] = useState<PriceListResult['refused']>([]);
  const changes = toPriceChanges(rows ?? []);
  const problems = rows?.filter(({ problem }) => problem).length ?? 0;

  const previewFile = async (file: File | undefined) => {
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
    const answer = await callApi<PriceListResult>(text, `${api}/desk/price-list/apply`, {
      method: 'POST',
      body: { changes },
    });
    if (!answer.ok) {
      setError(answer.message);
      return;
    }
    if (answer.body.changed > 0) toast.success(text('products:applied', { count: answer.body.changed }));
    setRefused(answer.body.refused);
    setRows(undefined);
    router.refresh();
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
              // Without a reset, an input fires no change event if the same file is chosen again.
              onClick={({ currentTarget }) => {
                currentTarget.value = '';
              }}
              onChange={({ target }) => void previewFile(target.files?.[0])}
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
              rows: text('products:rows', { count: rows.length }),
              changes: text('products:newPrices', { count: changes.length }),
              problems,
              same: rows.length - changes.length - problems,
            })}
          </p>
          {problems > 0 && <p className={styles.problems}>{text('products:mend')}</p>}
          {changes.length > 0 && (
            <div className={styles.question}>
              <ConfirmButton
                size="medium"
                question={text('products:applySure', { count: changes.length })}
                yes={text('products:applyYes')}
                no={text('products:applyNo')}
                onConfirm={apply}
              >
                {text('products:apply', { count: changes.length })}
              </ConfirmButton>
            </div>
          )}
          <PriceListPreview rows={rows} />
        </>
      )}
      <AppliedPriceLists api={api} lists={applied} />
    </div>
  );
}

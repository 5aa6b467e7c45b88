'use client';
import { Button, toast } from '@payloadcms/ui';
import { useState } from 'react';
import type { PriceRow } from '../../services/catalogue/price-list.ts';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { changesOf, Preview } from './preview.tsx';
import styles from './price-list.module.css';

/** Reads a file, shows what each of its rows would change or what is wrong with it, and applies it when nothing is. */
export function PriceList({ api }: { api: string }) {
  const [rows, setRows] = useState<PriceRow[]>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const changes = changesOf(rows ?? []);
  const problems = rows?.filter(({ problem }) => problem).length ?? 0;

  const look = async (file: File | undefined) => {
    setRows(undefined);
    setError(undefined);
    if (!file) return;
    const answer = await callApi<{ rows: PriceRow[] }>(`${api}/desk/price-list/preview`, {
      method: 'POST',
      body: { csv: await file.text() },
    });
    if (answer.ok) setRows(answer.body.rows);
    else setError(answer.message);
  };

  const apply = async () => {
    setBusy(true);
    const answer = await callApi(`${api}/desk/price-list/apply`, { method: 'POST', body: { changes } });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.message);
      return;
    }
    toast.success(changes.length === 1 ? 'One price is changed.' : `${changes.length} prices are changed.`);
    setRows(undefined);
  };

  return (
    <div className={styles.page}>
      <h1>Price list</h1>
      <ol className={styles.steps}>
        <li>
          <a href={`${api}/desk/csv/products?sort=slug`} download>
            Download the products as CSV
          </a>{' '}
          and open it in a spreadsheet.
        </li>
        <li>
          Change what stands under <code>price</code>, in pounds with VAT. Rows that you leave out stay as they are.
        </li>
        <li>
          <label>
            Choose the changed file:{' '}
            <input type="file" accept=".csv,text/csv" onChange={({ target }) => void look(target.files?.[0])} />
          </label>{' '}
          Nothing is changed before you have seen what it does.
        </li>
      </ol>
      {error && <FormError message={error} />}
      {rows && (
        <>
          <p className={styles.summary} role="status">
            {rows.length} rows: <strong>{changes.length}</strong> new prices, {rows.length - changes.length - problems}{' '}
            unchanged, <strong>{problems}</strong> with a problem.
          </p>
          {problems > 0 ? (
            <p className={styles.problems}>Mend the rows below in the file and choose it again.</p>
          ) : (
            changes.length > 0 && (
              <Button size="medium" margin={false} disabled={busy} onClick={() => void apply()}>
                {changes.length === 1 ? 'Change one price' : `Change ${changes.length} prices`}
              </Button>
            )
          )}
          <Preview rows={rows} />
        </>
      )}
    </div>
  );
}

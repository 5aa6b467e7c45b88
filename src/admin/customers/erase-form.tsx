'use client';
import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { Sheet } from '../sheet.tsx';
import styles from './customer.module.css';

type Props = { url: string; email: string /** Where to go when there is no customer any more. */; after: string };

/** Erases a customer, after it has said what that means and the e-mail address was typed once more. */
export function EraseForm({ url, email, after }: Props) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const erase = async () => {
    setBusy(true);
    const outcome = await callApi(url, { method: 'POST', body: { email: typed } });
    setBusy(false);
    if (!outcome.ok) {
      setError(outcome.message);
      return;
    }
    toast.success('The customer is erased.');
    router.push(after);
  };

  return (
    <>
      <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(true)}>
        Erase this customer
      </Button>
      {asking && (
        <Sheet title="Erase this customer?" onClose={() => setAsking(false)}>
          <ul className={styles.means}>
            <li>Their account, password, sessions and loyalty points are deleted.</li>
            <li>Visits to come are cancelled and their slots become free, without an e-mail.</li>
            <li>Past bookings, orders and invoices stay for our books, without the person.</li>
            <li>Their requests for brochures and what was recorded of them lose the person too.</li>
          </ul>
          <p className={styles.note}>This can’t be undone, by anybody.</p>
          <label className={styles.label}>
            To be sure, type {email}
            <input
              value={typed}
              autoComplete="off"
              autoCapitalize="none"
              onChange={({ target }) => setTyped(target.value)}
            />
          </label>
          {error && <FormError message={error} />}
          <footer className={styles.footer}>
            <Button
              size="small"
              margin={false}
              disabled={busy || typed.trim().toLowerCase() !== email}
              onClick={() => void erase()}
            >
              Yes, erase
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(false)}>
              Keep the customer
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

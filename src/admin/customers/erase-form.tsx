'use client';
import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import labelledInput from '../labelled-input.module.css';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './customer.module.css';

type Props = {
  url: string;
  email: string;
  /** Where to go when there is no customer any more. */
  after: string;
  /** What the button says, where it is not about a customer. */
  label?: string;
};

/** Erases a customer, after it has said what that means and the e-mail address was typed once more. */
export function EraseForm({ url, email, after, label }: Props) {
  const router = useRouter();
  const text = useDeskText();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const erase = async () => {
    setBusy(true);
    const outcome = await callApi(text, url, { method: 'POST', body: { email: typed } });
    setBusy(false);
    if (!outcome.ok) {
      setError(outcome.message);
      return;
    }
    toast.success(text('customers:erased'));
    router.push(after);
  };

  return (
    <>
      <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(true)}>
        {label ?? text('customers:erase')}
      </Button>
      {asking && (
        <Sheet title={text('customers:eraseSure')} onClose={() => setAsking(false)}>
          <ul className={styles.means}>
            <li>{text('customers:eraseAccount')}</li>
            <li>{text('customers:eraseVisits')}</li>
            <li>{text('customers:eraseBooks')}</li>
            <li>{text('customers:eraseBrochures')}</li>
          </ul>
          <p className={styles.note}>{text('customers:eraseFinal')}</p>
          <label className={labelledInput.labelled}>
            {text('customers:eraseType', { email })}
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
              {text('customers:eraseYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(false)}>
              {text('customers:eraseNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

'use client';

import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../shared/call-api.ts';
import { Sheet } from '../shared/dialogs.tsx';
import { FormError } from '../shared/elements.tsx';
import labelledInput from '../shared/fields-and-lists.module.css';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './identity.module.css';

type Props = {
  url: string;
  /** The present address. */
  email: string;
};

/** Asks for a customer's new e-mail address. The server sends a code to the new address. */
export function CorrectEmailForm({ url, email }: Props) {
  const text = useAdminText();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const send = async () => {
    setBusy(true);
    const answer = await callApi(text, url, { method: 'POST', body: { email: typed } });
    setBusy(false);
    setError(answer.ok ? undefined : answer.message);
    if (!answer.ok) return;
    toast.success(text('customers:corrected', { email: typed.trim() }));
    setIsOpen(false);
    setTyped('');
  };

  return (
    <>
      <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsOpen(true)}>
        {text('customers:correct')}
      </Button>
      {isOpen && (
        <Sheet title={text('customers:correctTitle')} onClose={() => setIsOpen(false)}>
          <p className={styles.note}>{text('customers:correctMeans', { email })}</p>
          <label className={labelledInput.labelled}>
            {text('customers:correctNew')}
            <input
              type="email"
              value={typed}
              autoComplete="off"
              autoCapitalize="none"
              onChange={({ target }) => setTyped(target.value)}
              onKeyDown={(event) => {
                // Enter would otherwise submit the surrounding form of the customer.
                if (event.key === 'Enter') event.preventDefault();
              }}
            />
          </label>
          {error && <FormError message={error} />}
          <footer className={styles.footer}>
            <Button size="small" margin={false} disabled={busy || !typed.trim()} onClick={() => void send()}>
              {text('customers:correctYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsOpen(false)}>
              {text('customers:correctNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

type EraseFormProps = {
  url: string;
  email: string;
  /** The page to open after the erasure. */
  after: string;
  /** The label of the button; "Erase this customer" by default. */
  label?: string;
};

/**
 * A button that erases the data of a customer, or of a person without an account. It first explains the consequences, and asks
 * staff to confirm by typing the e-mail address.
 */
export function EraseForm({ url, email, after, label }: EraseFormProps) {
  const router = useRouter();
  const text = useAdminText();
  const [isConfirming, setIsConfirming] = useState(false);
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
      <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsConfirming(true)}>
        {label ?? text('customers:erase')}
      </Button>
      {isConfirming && (
        <Sheet title={text('customers:eraseSure')} onClose={() => setIsConfirming(false)}>
          <ul className={styles.means}>
            <li>{text('customers:eraseAccount')}</li>
            <li>{text('customers:eraseAppointments')}</li>
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
              buttonStyle="error"
              disabled={busy || typed.trim().toLowerCase() !== email}
              onClick={() => void erase()}
            >
              {text('customers:eraseYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsConfirming(false)}>
              {text('customers:eraseNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

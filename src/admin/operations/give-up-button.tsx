'use client';
import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { Sheet } from '../sheet.tsx';
import styles from './operations.module.css';

type Props = { url: string /** What is given up. */; about: string };

/** As the server asks for it. */
const LEAST = 3;
const MOST = 300;

/** Gives a dead job up, after it has said what that means and has got a reason. */
export function GiveUpButton({ url, about }: Props) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const giveUp = async () => {
    setBusy(true);
    const outcome = await callApi(url, { method: 'POST', body: { reason } });
    setBusy(false);
    if (!outcome.ok) {
      setError(outcome.message);
      return;
    }
    toast.success('Given up. The history says who did and why.');
    router.refresh();
  };

  return (
    <>
      <Button
        size="small"
        margin={false}
        buttonStyle="secondary"
        onClick={() => setAsking(true)}
        extraButtonProps={{ 'aria-label': `Give up ${about}` }}
      >
        Give up
      </Button>
      {asking && (
        <Sheet title={`Give up ${about}?`} onClose={() => setAsking(false)}>
          <p>
            It leaves this list and the alert, and is never tried again. What it was for does not happen. This can’t be
            undone.
          </p>
          <label className={styles.ask}>
            Why. It stays in the history for good, so name no customer.
            <input value={reason} maxLength={MOST} onChange={({ target }) => setReason(target.value)} />
          </label>
          {error && <FormError message={error} />}
          <footer className={styles.links}>
            <Button
              size="small"
              margin={false}
              disabled={busy || reason.trim().length < LEAST}
              onClick={() => void giveUp()}
            >
              Yes, give it up
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

'use client';
import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import labelledInput from '../labelled-input.module.css';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './operations.module.css';

type Props = { url: string /** What is given up. */; about: string };

/** As the server asks for it. */
const LEAST = 3;
const MOST = 300;

/** Gives a dead job up, after it has said what that means and has got a reason. */
export function GiveUpButton({ url, about }: Props) {
  const router = useRouter();
  const text = useDeskText();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const giveUp = async () => {
    setBusy(true);
    const outcome = await callApi(text, url, { method: 'POST', body: { reason } });
    setBusy(false);
    if (!outcome.ok) {
      setError(outcome.message);
      return;
    }
    toast.success(text('operations:gaveUpNow'));
    router.refresh();
  };

  return (
    <>
      <Button
        size="small"
        margin={false}
        buttonStyle="secondary"
        onClick={() => setAsking(true)}
        extraButtonProps={{ 'aria-label': text('operations:giveUpOf', { about }) }}
      >
        {text('operations:giveUp')}
      </Button>
      {asking && (
        <Sheet title={text('operations:giveUpSure', { about })} onClose={() => setAsking(false)}>
          <p>{text('operations:giveUpMeans')}</p>
          <label className={`${labelledInput.labelled} ${styles.ask}`}>
            {text('operations:giveUpWhy')}
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
              {text('operations:giveUpYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(false)}>
              {text('operations:giveUpNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

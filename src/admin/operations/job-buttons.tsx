'use client';

import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { type ReactNode, useEffect, useState } from 'react';
import { callApi } from '../shared/call-api.ts';
import { Sheet } from '../shared/dialogs.tsx';
import { FormError } from '../shared/elements.tsx';
import labelledInput from '../shared/fields-and-lists.module.css';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './operations.module.css';

type Props = {
  url: string;
  /** The title of the job, or the topic of the events. */
  about: string;
};

/** The server accepts reasons of 3 to 300 characters. */
const MIN_REASON_LENGTH = 3;
const MAX_REASON_LENGTH = 300;

/**
 * A button that discards a dead job, or the events of an unknown topic, after explaining the consequences and asking for a
 * reason.
 */
export function GiveUpButton({ url, about }: Props) {
  const router = useRouter();
  const text = useAdminText();
  const [isConfirming, setIsConfirming] = useState(false);
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
        onClick={() => setIsConfirming(true)}
        extraButtonProps={{ 'aria-label': text('operations:giveUpOf', { about }) }}
      >
        {text('operations:giveUp')}
      </Button>
      {isConfirming && (
        <Sheet title={text('operations:giveUpSure', { about })} onClose={() => setIsConfirming(false)}>
          <p>{text('operations:giveUpMeans')}</p>
          <label className={`${labelledInput.labelled} ${styles.ask}`}>
            {text('operations:giveUpWhy')}
            <input value={reason} maxLength={MAX_REASON_LENGTH} onChange={({ target }) => setReason(target.value)} />
          </label>
          {error && <FormError message={error} />}
          <footer className={styles.links}>
            <Button
              size="small"
              margin={false}
              buttonStyle="error"
              disabled={busy || reason.trim().length < MIN_REASON_LENGTH}
              onClick={() => void giveUp()}
            >
              {text('operations:giveUpYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setIsConfirming(false)}>
              {text('operations:giveUpNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

type RetryButtonProps = {
  url: string;
  /** The title of the job, for screen readers. */
  about?: string;
  children: ReactNode;
};

/**
 * A button that retries dead jobs. It does not ask for confirmation, because a retry does not repeat an effect that already has a
 * receipt in the database.
 */
export function RetryButton({ url, about, children }: RetryButtonProps) {
  const router = useRouter();
  const text = useAdminText();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();

  const send = async () => {
    setSending(true);
    const answer = await callApi(text, url, { method: 'POST' });
    setError(answer.ok ? undefined : answer.message);
    setSending(false);
    router.refresh();
  };

  return (
    <div>
      <Button
        size="small"
        margin={false}
        buttonStyle="secondary"
        disabled={sending}
        onClick={send}
        extraButtonProps={about ? { 'aria-label': text('operations:retryOf', { about }) } : {}}
      >
        {children}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

const INTERVAL_MS = 5000;

/** Refreshes the page every five seconds. Used while the state of the jobs cannot be read. Renders nothing. */
export function RefreshUntilKnown() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), INTERVAL_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

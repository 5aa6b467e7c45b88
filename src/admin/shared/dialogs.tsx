'use client';

import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useAdminText } from '../strings/use-admin-text.ts';
import { callApi } from './call-api.ts';
import styles from './elements.module.css';
import { FormError } from './elements.tsx';

type Props = {
  children: string;
  /** The question about the consequences; `yes` and `no` are the labels of its two buttons. */
  question: string;
  yes: string;
  no: string;
  size?: 'small' | 'medium';
  buttonStyle?: 'primary' | 'secondary';
  onConfirm: () => Promise<void>;
};

/**
 * A button that asks for confirmation: a click replaces it by a question with two buttons, which are disabled while `onConfirm`
 * runs.
 */
export function ConfirmButton({ children, question, yes, no, size = 'small', buttonStyle = 'primary', ...on }: Props) {
  const [isAsking, setIsAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await on.onConfirm();
    setBusy(false);
    setIsAsking(false);
  };
  if (!isAsking) {
    return (
      <Button {...{ size, buttonStyle }} margin={false} onClick={() => setIsAsking(true)}>
        {children}
      </Button>
    );
  }
  return (
    <>
      <span>{question}</span>
      <Button size={size} margin={false} disabled={busy} onClick={() => void confirm()}>
        {yes}
      </Button>
      <Button size={size} margin={false} buttonStyle="secondary" disabled={busy} onClick={() => setIsAsking(false)}>
        {no}
      </Button>
    </>
  );
}

type ResendButtonProps = {
  url: string;
  labels: { ask: string; sure: string; yes: string; no: string; done: string };
  /** Whether the e-mail is still waiting to be sent; undefined if the state cannot be read. */
  isPending: () => Promise<boolean | undefined>;
};

const LOOK_EVERY_MS = 1000;
const PATIENCE_MS = 15_000;

/**
 * A button that resends an e-mail. It asks for confirmation first, because an e-mail cannot be recalled. After the request, it
 * refreshes the page at once, and again when the e-mail has been sent, or after 15 s.
 */
export function ResendButton({ url, labels, isPending }: ResendButtonProps) {
  const router = useRouter();
  const text = useAdminText();
  const [state, setState] = useState<'idle' | 'sure?' | 'sending'>('idle');
  const [error, setError] = useState<string>();

  const send = async () => {
    setState('sending');
    const answer = await callApi(text, url, { method: 'POST' });
    setError(answer.ok ? undefined : answer.message);
    setState('idle');
    if (!answer.ok) return;
    toast.success(labels.done);
    router.refresh();
    const deadline = Date.now() + PATIENCE_MS;
    do await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    while (Date.now() < deadline && (await isPending()));
    router.refresh();
  };

  return (
    <>
      {state === 'idle' ? (
        <Button size="medium" margin={false} buttonStyle="secondary" onClick={() => setState('sure?')}>
          {labels.ask}
        </Button>
      ) : (
        <div className={styles.question}>
          <p>{labels.sure}</p>
          <Button size="medium" margin={false} disabled={state === 'sending'} onClick={() => void send()}>
            {labels.yes}
          </Button>
          <Button
            size="medium"
            margin={false}
            buttonStyle="secondary"
            disabled={state === 'sending'}
            onClick={() => setState('idle')}
          >
            {labels.no}
          </Button>
        </div>
      )}
      {error && <FormError message={error} />}
    </>
  );
}

type SheetProps = { title: ReactNode; onClose: () => void; children: ReactNode };

/**
 * A dialog over the page, or at the bottom of a phone's screen. Escape, its close button and a click outside close it.
 */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const text = useAdminText();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it through `onCancel`.
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={({ target }) => target === dialog.current && onClose()}
    >
      <div className={styles.body}>
        <header className={styles.header}>
          <h2 id={heading}>{title}</h2>
          <button type="button" className={styles.close} aria-label={text('common:close')} onClick={onClose}>
            ×
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { type ReactNode, useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';

type Props = {
  url: string /** What is retried, for those who do not see where the button stands. */;
  about?: string;
  children: ReactNode;
};

/** Has dead jobs tried again: harmless, since receipts say what has happened already, so it asks no second time. */
export function RetryButton({ url, about, children }: Props) {
  const router = useRouter();
  const text = useDeskText();
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

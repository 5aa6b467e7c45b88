'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { type ReactNode, useState } from 'react';
import { FormError } from '../form-error.tsx';

type Props = {
  url: string /** What is retried, for those who do not see where the button stands. */;
  about?: string;
  children: ReactNode;
};

/** Has dead jobs tried again: harmless, since receipts say what has happened already, so it asks no second time. */
export function RetryButton({ url, about, children }: Props) {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();

  const send = async () => {
    setSending(true);
    setError(await retry(url));
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
        extraButtonProps={about ? { 'aria-label': `Try ${about} again` } : {}}
      >
        {children}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

/** @returns why it was refused; undefined when it was not. */
async function retry(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method: 'POST' });
    if (response.ok) return undefined;
    const problem = (await response.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? 'That was refused.';
  } catch {
    return 'The server cannot be reached.';
  }
}

'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { FormError } from '../form-error.tsx';

/** Sends the default brochure once more. */
export function ResendButton({ url }: { url: string }) {
  const router = useRouter();
  const [state, setState] = useState<'idle' | 'sending' | 'sent'>('idle');
  const [error, setError] = useState<string>();

  const send = async () => {
    setState('sending');
    const refusal = await resend(url);
    setError(refusal);
    setState(refusal ? 'idle' : 'sent');
    if (!refusal) router.refresh();
  };

  return (
    <>
      {state === 'sent' ? (
        <p role="status">The brochure is on its way again.</p>
      ) : (
        <Button size="medium" margin={false} buttonStyle="secondary" disabled={state === 'sending'} onClick={send}>
          Send the brochure again
        </Button>
      )}
      {error && <FormError message={error} />}
    </>
  );
}

/** @returns why it was refused; undefined when it was not. */
async function resend(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method: 'POST' });
    if (response.ok) return undefined;
    const problem = (await response.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? 'That was refused.';
  } catch {
    return 'The server cannot be reached. Look at the request before you try again.';
  }
}

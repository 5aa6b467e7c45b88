'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './brochures.module.css';

/** Sends the default brochure once more, after it has asked: an e-mail does not come back. */
export function ResendButton({ url }: { url: string }) {
  const router = useRouter();
  const text = useDeskText();
  const [state, setState] = useState<'idle' | 'sure?' | 'sending' | 'sent'>('idle');
  const [error, setError] = useState<string>();

  const send = async () => {
    setState('sending');
    const answer = await callApi(text, url, { method: 'POST' });
    setError(answer.ok ? undefined : answer.message);
    setState(answer.ok ? 'sent' : 'idle');
    if (answer.ok) router.refresh();
  };

  if (state === 'sent') return <p role="status">{text('brochures:resent')}</p>;
  return (
    <>
      {state === 'idle' ? (
        <Button size="medium" margin={false} buttonStyle="secondary" onClick={() => setState('sure?')}>
          {text('brochures:resend')}
        </Button>
      ) : (
        <div className={styles.question}>
          <p>{text('brochures:resendSure')}</p>
          <Button size="medium" margin={false} disabled={state === 'sending'} onClick={() => void send()}>
            {text('brochures:resendYes')}
          </Button>
          <Button size="medium" margin={false} buttonStyle="secondary" onClick={() => setState('idle')}>
            {text('brochures:resendNo')}
          </Button>
        </div>
      )}
      {error && <FormError message={error} />}
    </>
  );
}

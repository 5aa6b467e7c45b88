'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { formatPence, toPence, toPounds } from '../../services/sales/money.ts';
import { REFUND_REASONS } from '../../services/sales/refund-reasons.ts';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import styles from './sales.module.css';

type Props = { url: string /** Pence. */; left: number };
type Step = 'asking' | 'sure?' | 'sending';

/** Refunds a part of an order or all of it, after a second question. The order changes when Stripe has done it. */
export function RefundForm({ url, left }: Props) {
  const router = useRouter();
  const [step, setStep] = useState<Step>('asking');
  const [pounds, setPounds] = useState(toPounds(left).toFixed(2));
  const [reason, setReason] = useState<string>(REFUND_REASONS[0].value);
  const [message, setMessage] = useState<string>();
  const [error, setError] = useState<string>();
  const pence = toPence(Number(pounds));
  const valid = pence !== undefined && pence > 0 && pence <= left;

  const send = async () => {
    setStep('sending');
    setError(undefined);
    const result = await callApi(url, { method: 'POST', body: { amount: toPounds(pence ?? 0), reason } });
    setStep('asking');
    if (!result.ok) {
      setError(result.message);
      return;
    }
    setMessage(`${formatPence(pence ?? 0)} is on its way back. The order changes as soon as Stripe has told.`);
    router.refresh();
  };

  return (
    <section>
      <h3 className={styles.heading}>Refund</h3>
      <div className={styles.refund}>
        <label>
          Amount (£), {formatPence(left)} at most
          <input
            name="refundAmount"
            inputMode="decimal"
            value={pounds}
            disabled={step !== 'asking'}
            onChange={({ target }) => setPounds(target.value)}
          />
        </label>
        <label>
          Reason
          <select
            name="refundReason"
            value={reason}
            disabled={step !== 'asking'}
            onChange={({ target }) => setReason(target.value)}
          >
            {REFUND_REASONS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {step === 'asking' ? (
          <Button size="medium" margin={false} disabled={!valid} onClick={() => setStep('sure?')}>
            Refund
          </Button>
        ) : (
          <>
            <p className={styles.question}>Pay {formatPence(pence ?? 0)} back to the customer’s card? This is final.</p>
            <Button size="medium" margin={false} disabled={step === 'sending'} onClick={send}>
              Yes, refund it
            </Button>
            <Button size="medium" margin={false} buttonStyle="secondary" onClick={() => setStep('asking')}>
              Keep it
            </Button>
          </>
        )}
      </div>
      {message && <p role="status">{message}</p>}
      {error && <FormError message={error} />}
    </section>
  );
}

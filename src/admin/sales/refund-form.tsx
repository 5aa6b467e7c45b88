'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { formatPence, toPence, toPounds } from '../../services/sales/money.ts';
import { REFUND_REASONS } from '../../services/sales/refund-reasons.ts';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import labelledInput from '../labelled-input.module.css';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './sales.module.css';

type Props = { url: string /** Pence. */; left: number };
type Step = 'asking' | 'sure?' | 'sending';

/** Refunds a part of an order or all of it, after a second question. The order changes when Stripe has done it. */
export function RefundForm({ url, left }: Props) {
  const router = useRouter();
  const text = useDeskText();
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
    const result = await callApi(text, url, { method: 'POST', body: { amount: toPounds(pence ?? 0), reason } });
    setStep('asking');
    if (!result.ok) {
      setError(result.message);
      return;
    }
    setMessage(text('sales:refundSent', { amount: formatPence(pence ?? 0) }));
    router.refresh();
  };

  return (
    <section>
      <h3 className={styles.heading}>{text('sales:refund')}</h3>
      <div className={styles.refund}>
        <label className={labelledInput.labelled}>
          {text('sales:refundAmount', { most: formatPence(left) })}
          <input
            name="refundAmount"
            inputMode="decimal"
            value={pounds}
            disabled={step !== 'asking'}
            onChange={({ target }) => setPounds(target.value)}
          />
        </label>
        <label className={labelledInput.labelled}>
          {text('sales:refundReason')}
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
            {text('sales:refund')}
          </Button>
        ) : (
          <>
            <p className={styles.question}>{text('sales:refundSure', { amount: formatPence(pence ?? 0) })}</p>
            <Button size="medium" margin={false} disabled={step === 'sending'} onClick={send}>
              {text('sales:refundYes')}
            </Button>
            <Button size="medium" margin={false} buttonStyle="secondary" onClick={() => setStep('asking')}>
              {text('sales:refundNo')}
            </Button>
          </>
        )}
      </div>
      {message && <p role="status">{message}</p>}
      {error && <FormError message={error} />}
    </section>
  );
}

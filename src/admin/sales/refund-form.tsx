'use client';
import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useRef, useState } from 'react';
import { formatPence, toPence, toPounds } from '../../services/sales/money.ts';
import { REFUND_REASONS } from '../../services/sales/refund-reasons.ts';
import { callApi } from '../call-api.ts';
import { FormError } from '../form-error.tsx';
import labelledInput from '../labelled-input.module.css';
import { useDeskText } from '../strings/use-desk-text.ts';
import { readState, untilChanged } from './follow-order.ts';
import styles from './sales.module.css';

type Props = { orderUrl: string /** Pence. */; left: number };
type Step = 'asking' | 'sure?' | 'sending';

/** One for each refund that somebody means: sent again, it is the same refund. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');

/**
 * Refunds a part of an order or all of it, after a second question. It starts empty, and again after each refund; the page follows
 * when Stripe has told of it.
 */
export function RefundForm({ orderUrl, left }: Props) {
  const router = useRouter();
  const text = useDeskText();
  const key = useRef(newKey());
  const [step, setStep] = useState<Step>('asking');
  const [pounds, setPounds] = useState('');
  const [reason, setReason] = useState<string>(REFUND_REASONS[0].value);
  const [message, setMessage] = useState<string>();
  const [error, setError] = useState<string>();
  const written = pounds.trim();
  const pence = written === '' ? undefined : toPence(Number(written));
  const valid = pence !== undefined && pence > 0 && pence <= left;
  const whyNot = () => {
    if (written === '' || valid) return undefined;
    const tooMuch = pence !== undefined && pence > left;
    return tooMuch ? text('sales:refundTooMuch', { most: formatPence(left) }) : text('sales:refundNoAmount');
  };
  const problem = error ?? whyNot();

  const change = (apply: () => void) => {
    key.current = newKey();
    setError(undefined);
    setMessage(undefined);
    apply();
  };

  const send = async () => {
    setStep('sending');
    setError(undefined);
    const before = await readState(text, orderUrl);
    const sent = { method: 'POST', body: { amount: toPounds(pence ?? 0), reason } } as const;
    const result = await callApi(text, `${orderUrl}/refunds`, { ...sent, idempotencyKey: key.current });
    setStep('asking');
    if (!result.ok) {
      setError(result.message);
      return;
    }
    change(() => setPounds(''));
    setMessage(text('sales:refundSent', { amount: formatPence(pence ?? 0) }));
    router.refresh();
    await untilChanged(text, orderUrl, before);
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
            aria-invalid={problem !== undefined}
            onChange={({ target }) => change(() => setPounds(target.value))}
          />
        </label>
        <label className={labelledInput.labelled}>
          {text('sales:refundReason')}
          <select
            name="refundReason"
            value={reason}
            disabled={step !== 'asking'}
            onChange={({ target }) => change(() => setReason(target.value))}
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
      {problem && <FormError message={problem} />}
    </section>
  );
}

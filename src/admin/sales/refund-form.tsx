'use client';

import { Button } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useRef, useState } from 'react';
import { formatPence, parsePounds, toPounds } from '../../lib/money.ts';
import { REFUND_REASONS } from '../../services/sales/statuses.ts';
import { callApi } from '../shared/call-api.ts';
import { FormError } from '../shared/elements.tsx';
import labelledInput from '../shared/fields-and-lists.module.css';
import type { AdminText } from '../strings/admin-text.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './sales.module.css';

const POLL_MS = 700;
const MAX_WAIT_MS = 15_000;

type Order = { status: string; payments: { status: string; refundedAmount: number }[] };

const toOrderState = ({ status, payments }: Order) => JSON.stringify([status, payments]);

/** Reads the state of an order for {@link waitForOrderChange}; undefined if the request fails. */
export async function readOrderState(text: AdminText, url: string): Promise<string | undefined> {
  const answer = await callApi<Order>(text, url);
  return answer.ok ? toOrderState(answer.body) : undefined;
}

/** Waits until the state of an order changes, but no longer than 15 seconds. Stripe usually reports a refund sooner. */
export async function waitForOrderChange(text: AdminText, url: string, before: string | undefined): Promise<void> {
  const deadline = Date.now() + MAX_WAIT_MS;
  while (Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const now = await readOrderState(text, url);
    if (now !== undefined && now !== before) return;
  }
}

type Props = { orderUrl: string; refundablePence: number };
type Step = 'asking' | 'sure?' | 'sending';

/** Creates an idempotency key for a refund, so that a repeated request does not refund twice. */
const createKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');

/**
 * A form that refunds all or part of an order after a confirmation. The amount is empty at first and after each refund. After
 * the request, the page is refreshed at once, and again when Stripe has reported the refund, or after 15 seconds.
 */
export function RefundForm({ orderUrl, refundablePence }: Props) {
  const router = useRouter();
  const text = useAdminText();
  const key = useRef(createKey());
  const [step, setStep] = useState<Step>('asking');
  const [pounds, setPounds] = useState('');
  const [reason, setReason] = useState<string>(REFUND_REASONS[0].value);
  const [message, setMessage] = useState<string>();
  const [error, setError] = useState<string>();
  const typedPounds = pounds.trim();
  const pence = parsePounds(typedPounds);
  const valid = pence !== undefined && pence > 0 && pence <= refundablePence;
  const explainInvalid = () => {
    if (typedPounds === '' || valid) return undefined;
    const tooMuch = pence !== undefined && pence > refundablePence;
    return tooMuch ? text('sales:refundTooMuch', { most: formatPence(refundablePence) }) : text('sales:refundNoAmount');
  };
  const problem = error ?? explainInvalid();

  const change = (apply: () => void) => {
    key.current = createKey();
    setError(undefined);
    setMessage(undefined);
    apply();
  };

  const send = async () => {
    setStep('sending');
    setError(undefined);
    const before = await readOrderState(text, orderUrl);
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
    await waitForOrderChange(text, orderUrl, before);
    router.refresh();
  };

  return (
    <section>
      <h3 className={styles.heading}>{text('sales:refund')}</h3>
      <div className={styles.refund}>
        <label className={labelledInput.labelled}>
          {text('sales:refundAmount', { most: formatPence(refundablePence) })}
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
            <Button size="medium" margin={false} buttonStyle="error" disabled={step === 'sending'} onClick={send}>
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

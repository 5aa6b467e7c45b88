'use client';
import { Button } from '@payloadcms/ui';
import { useState } from 'react';
import { mayMove } from '../../services/appointments/state-machine.ts';
import { BOOKING_STATUSES, type BookingStatus } from '../../services/appointments/types.ts';
import styles from './status-steps.module.css';

/** What leads to a status, and what is asked first where there is no way back. */
const STEPS: Record<BookingStatus, { action: string; question?: string; yes?: string }> = {
  PENDING: { action: '' },
  CONFIRMED: { action: 'Confirm' },
  COMPLETED: { action: 'Complete', question: 'The visit took place. This is final.', yes: 'Yes, complete it' },
  NO_SHOW: { action: 'No-show', question: 'The customer did not come. This is final.', yes: 'Yes, a no-show' },
  CANCELLED: {
    action: 'Cancel booking',
    question: 'The slot becomes free and the customer is told. This is final.',
    yes: 'Yes, cancel it',
  },
};

type Props = { status: BookingStatus; disabled?: boolean; onStep: (to: BookingStatus) => void };

/** A button for each step that a booking may take from where it stands; it asks before what can't be undone. */
export function StatusSteps({ status, disabled = false, onStep }: Props) {
  const [asked, setAsked] = useState<BookingStatus>();
  const steps = BOOKING_STATUSES.map(({ value }) => value).filter((to) => mayMove(status, to));
  const asking = asked && steps.includes(asked) ? asked : undefined;
  const take = (to: BookingStatus) => {
    setAsked(undefined);
    onStep(to);
  };
  if (asking) {
    const { question, yes } = STEPS[asking];
    return (
      <div className={styles.steps}>
        <span className={styles.question}>{question}</span>
        <Button size="small" margin={false} disabled={disabled} onClick={() => take(asking)}>
          {yes}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsked(undefined)}>
          Keep it
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.steps}>
      {steps.map((to) => (
        <Button
          key={to}
          size="small"
          margin={false}
          disabled={disabled}
          buttonStyle={to === 'CONFIRMED' || to === 'COMPLETED' ? 'primary' : 'secondary'}
          onClick={() => (STEPS[to].question ? setAsked(to) : take(to))}
        >
          {STEPS[to].action}
        </Button>
      ))}
    </div>
  );
}

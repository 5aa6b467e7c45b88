'use client';
import { Button } from '@payloadcms/ui';
import { useId, useState } from 'react';
import { isOutcome, mayMove } from '../../services/appointments/state-machine.ts';
import { BOOKING_STATUSES, type BookingStatus } from '../../services/appointments/types.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './status-steps.module.css';
import { useBegun } from './use-begun.ts';

/** What leads to a status, and what is asked first where there is no way back. */
const STEPS = {
  PENDING: null,
  CONFIRMED: { action: 'bookings:confirm', sure: null },
  COMPLETED: { action: 'bookings:complete', sure: ['bookings:completeSure', 'bookings:completeYes'] },
  NO_SHOW: { action: 'bookings:noShow', sure: ['bookings:noShowSure', 'bookings:noShowYes'] },
  CANCELLED: { action: 'bookings:cancel', sure: ['bookings:cancelSure', 'bookings:cancelYes'] },
} as const satisfies Record<BookingStatus, unknown>;

const takesReason = (to: BookingStatus) => to === 'CANCELLED' || to === 'NO_SHOW';

type Props = {
  status: BookingStatus;
  /** When the visit begins; how it went can be said from then on. */
  startsAt: string | undefined;
  disabled?: boolean;
  /** `reason` for what is cancelled or missed, when one was given. */
  onStep: (to: BookingStatus, reason?: string) => void;
};

/** A button for each step that a booking may take from where it stands; it asks before what can't be undone. */
export function StatusSteps({ status, startsAt, disabled = false, onStep }: Props) {
  const text = useDeskText();
  const [asked, setAsked] = useState<BookingStatus>();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const begun = useBegun(startsAt);
  const steps = BOOKING_STATUSES.map(({ value }) => value).filter(
    (to) => mayMove(status, to) && (begun || !isOutcome(to)),
  );
  const asking = asked && steps.includes(asked) ? asked : undefined;
  const take = (to: BookingStatus) => {
    setAsked(undefined);
    onStep(to, takesReason(to) ? reason.trim() || undefined : undefined);
  };
  const sure = asking && STEPS[asking]?.sure;
  if (asking && sure) {
    const [question, yes] = sure;
    return (
      <div className={styles.steps}>
        <span className={styles.question}>{text(question)}</span>
        {takesReason(asking) && (
          <label className={styles.reason} htmlFor={reasonId}>
            {text('bookings:reason')}
            <input
              id={reasonId}
              value={reason}
              maxLength={500}
              onChange={({ target }) => setReason(target.value)}
              onKeyDown={(event) => {
                // Inside of a form it would save that, without the step.
                if (event.key === 'Enter') event.preventDefault();
              }}
            />
          </label>
        )}
        <Button size="small" margin={false} disabled={disabled} onClick={() => take(asking)}>
          {text(yes)}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsked(undefined)}>
          {text('bookings:keep')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.steps}>
      {steps.map((to) => {
        const step = STEPS[to];
        return (
          step && (
            <Button
              key={to}
              size="small"
              margin={false}
              disabled={disabled}
              buttonStyle={to === 'CONFIRMED' || to === 'COMPLETED' ? 'primary' : 'secondary'}
              onClick={() => (step.sure ? setAsked(to) : take(to))}
            >
              {text(step.action)}
            </Button>
          )
        );
      })}
    </div>
  );
}

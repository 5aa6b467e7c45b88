'use client';

import { Button, FieldLabel, useDocumentInfo, useField, useForm, useFormProcessing } from '@payloadcms/ui';
import type { SelectFieldClientProps } from 'payload';
import { useEffect, useId, useState } from 'react';
import { toDate } from '../../lib/dates.ts';
import {
  BOOKING_STATUSES,
  type BookingStatus,
  canTransitionBooking,
  isOutcomeStatus,
} from '../../services/appointments/statuses.ts';
import { FormError, Pill } from '../shared/elements.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import { STATUS_LABELS, STATUS_TONES } from './booking-labels.ts';
import styles from './bookings.module.css';
import { toStepData } from './to-step-data.ts';

const POLL_MS = 15_000;

const isPast = (startsAt: string | undefined) => startsAt !== undefined && toDate(startsAt) <= new Date();

/** Whether an appointment has begun. Checks again every 15 seconds while the page is open. */
export function useHasBegun(startsAt: string | undefined): boolean {
  const [begun, setBegun] = useState(() => isPast(startsAt));
  useEffect(() => {
    setBegun(isPast(startsAt));
    const timer = setInterval(() => setBegun(isPast(startsAt)), POLL_MS);
    return () => clearInterval(timer);
  }, [startsAt]);
  return begun;
}

/**
 * The button for the transition to each status. Completing, no-show and cancelling need a confirmation, because staff can take
 * them back only for ten minutes.
 */
const STEPS = {
  PENDING: null,
  CONFIRMED: { action: 'bookings:confirm', sure: null },
  COMPLETED: { action: 'bookings:complete', sure: ['bookings:completeSure', 'bookings:completeYes'] },
  NO_SHOW: { action: 'bookings:noShow', sure: ['bookings:noShowSure', 'bookings:noShowYes'] },
  CANCELLED: { action: 'bookings:cancel', sure: ['bookings:cancelSure', 'bookings:cancelYes'] },
} as const satisfies Record<BookingStatus, unknown>;

const needsReason = (to: BookingStatus) => to === 'CANCELLED' || to === 'NO_SHOW';

type Props = {
  status: BookingStatus;
  /** The start of the appointment; outcomes can be recorded from then on. */
  startsAt: string | undefined;
  disabled?: boolean;
  /** `reason` is given for a cancellation or no-show if staff entered one. */
  onStep: (to: BookingStatus, reason?: string) => void;
};

/** A button for each transition that the booking allows. Transitions other than "Confirm" ask for confirmation. */
export function StatusSteps({ status, startsAt, disabled = false, onStep }: Props) {
  const text = useAdminText();
  const [requestedStatus, setRequestedStatus] = useState<BookingStatus>();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const begun = useHasBegun(startsAt);
  const steps = BOOKING_STATUSES.map(({ value }) => value).filter(
    (to) => canTransitionBooking(status, to) && (begun || !isOutcomeStatus(to)),
  );
  const pendingStatus = requestedStatus && steps.includes(requestedStatus) ? requestedStatus : undefined;
  const applyStep = (to: BookingStatus) => {
    setRequestedStatus(undefined);
    onStep(to, needsReason(to) ? reason.trim() || undefined : undefined);
  };
  const sure = pendingStatus && STEPS[pendingStatus]?.sure;
  if (pendingStatus && sure) {
    const [question, yes] = sure;
    return (
      <div className={styles.statusStepsSteps}>
        <span className={styles.question}>{text(question)}</span>
        {needsReason(pendingStatus) && (
          <label className={styles.reason} htmlFor={reasonId}>
            {text('bookings:reason')}
            <input
              id={reasonId}
              value={reason}
              maxLength={500}
              onChange={({ target }) => setReason(target.value)}
              onKeyDown={(event) => {
                // Enter would otherwise submit the surrounding form without the transition.
                if (event.key === 'Enter') event.preventDefault();
              }}
            />
          </label>
        )}
        <Button
          size="small"
          margin={false}
          buttonStyle={pendingStatus === 'COMPLETED' ? 'primary' : 'error'}
          disabled={disabled}
          onClick={() => applyStep(pendingStatus)}
        >
          {text(yes)}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setRequestedStatus(undefined)}>
          {text('bookings:keep')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.statusStepsSteps}>
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
              onClick={() => (step.sure ? setRequestedStatus(to) : applyStep(to))}
            >
              {text(step.action)}
            </Button>
          )
        );
      })}
    </div>
  );
}

/** The status of a booking and its possible transitions. A transition saves the form. */
export function StatusField({ field, path, readOnly }: SelectFieldClientProps) {
  const text = useAdminText();
  const { value, setValue, showError, errorMessage } = useField<BookingStatus>({ path });
  const { id, savedDocumentData } = useDocumentInfo();
  const { submit } = useForm();
  const processing = useFormProcessing();
  const status = value ?? 'PENDING';
  return (
    <div className={`field-type ${styles.statusStepsField}`}>
      <FieldLabel label={field.label} path={path} />
      <Pill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Pill>
      {id && !readOnly && (
        <StatusSteps
          status={status}
          startsAt={savedDocumentData?.startsAt}
          disabled={processing}
          onStep={(to, cancelReason) => void submit({ overrides: toStepData(to, cancelReason, savedDocumentData) })}
        />
      )}
      {!id && !readOnly && (
        <label className={styles.atOnce}>
          <input
            type="checkbox"
            checked={status === 'CONFIRMED'}
            onChange={({ target }) => setValue(target.checked ? 'CONFIRMED' : 'PENDING')}
          />
          {text('bookings:confirmAtOnce')}
        </label>
      )}
      {showError && <FormError message={errorMessage} />}
    </div>
  );
}

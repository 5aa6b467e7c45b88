'use client';
import { Button, FieldLabel, useDocumentInfo, useField, useForm, useFormProcessing } from '@payloadcms/ui';
import type { SelectFieldClientProps } from 'payload';
import { useState } from 'react';
import { mayMove } from '../../services/appointments/state-machine.ts';
import { BOOKING_STATUSES, type BookingStatus } from '../../services/appointments/types.ts';
import { FormError } from '../form-error.tsx';
import { Pill } from '../pill.tsx';
import { STATUS_LABELS, STATUS_TONES } from '../wording.ts';
import styles from './status-field.module.css';

const ACTIONS: Record<BookingStatus, string> = {
  PENDING: '',
  CONFIRMED: 'Confirm',
  COMPLETED: 'Complete',
  NO_SHOW: 'No-show',
  CANCELLED: 'Cancel booking',
};

/** Where a booking stands, and a button for each step that it may take from there. A step saves the form. */
export function StatusField({ field, path, readOnly }: SelectFieldClientProps) {
  const { value, showError, errorMessage } = useField<BookingStatus>({ path });
  const { id } = useDocumentInfo();
  const { submit } = useForm();
  const processing = useFormProcessing();
  const [cancelling, setCancelling] = useState(false);
  const status = value ?? 'PENDING';
  const steps = id && !readOnly ? BOOKING_STATUSES.filter((to) => mayMove(status, to.value)) : [];
  const moveTo = (to: BookingStatus) => {
    setCancelling(false);
    void submit({ overrides: { status: to } });
  };
  return (
    <div className={`field-type ${styles.field}`}>
      <FieldLabel label={field.label} path={path} />
      <Pill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Pill>
      <div className={styles.steps}>
        {cancelling ? (
          <>
            <span className={styles.question}>The slot becomes free and the customer is told.</span>
            <Button size="small" margin={false} onClick={() => moveTo('CANCELLED')}>
              Yes, cancel it
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setCancelling(false)}>
              Keep it
            </Button>
          </>
        ) : (
          steps.map(({ value: to }) => (
            <Button
              key={to}
              size="small"
              margin={false}
              disabled={processing}
              buttonStyle={to === 'CONFIRMED' || to === 'COMPLETED' ? 'primary' : 'secondary'}
              onClick={() => (to === 'CANCELLED' ? setCancelling(true) : moveTo(to))}
            >
              {ACTIONS[to]}
            </Button>
          ))
        )}
      </div>
      {showError && <FormError message={errorMessage} />}
    </div>
  );
}

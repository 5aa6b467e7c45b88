'use client';
import { useDocumentInfo, useForm, useFormFields, useFormProcessing } from '@payloadcms/ui';
import type { BookingStatus } from '../../services/appointments/types.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './booking-actions.module.css';
import { StatusSteps } from './status-steps.tsx';

/** How to reach the customer, and on a phone, where the sidebar comes after the form, what can be done with the booking. */
export function BookingActions() {
  const text = useDeskText();
  const { id, savedDocumentData } = useDocumentInfo();
  const { submit } = useForm();
  const processing = useFormProcessing();
  const status = useFormFields(([fields]) => fields.status?.value as BookingStatus | undefined);
  if (!id || !savedDocumentData) return null;
  const { phone, email, startsAt } = savedDocumentData as { phone?: string; email?: string | null; startsAt?: string };
  return (
    <div className={styles.actions}>
      {phone && (
        <a href={`tel:${phone}`} aria-label={text('bookings:call', { phone })}>
          {phone}
        </a>
      )}
      {email && <a href={`mailto:${email}`}>{email}</a>}
      {status && (
        <div className={styles.steps}>
          <StatusSteps
            status={status}
            startsAt={startsAt}
            disabled={processing}
            onStep={(to, cancelReason) => void submit({ overrides: { status: to, cancelReason } })}
          />
        </div>
      )}
    </div>
  );
}

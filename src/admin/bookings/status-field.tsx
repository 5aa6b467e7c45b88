'use client';
import { FieldLabel, useDocumentInfo, useField, useForm, useFormProcessing } from '@payloadcms/ui';
import type { SelectFieldClientProps } from 'payload';
import type { BookingStatus } from '../../services/appointments/types.ts';
import { FormError } from '../form-error.tsx';
import { Pill } from '../pill.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { STATUS_LABELS, STATUS_TONES } from '../wording.ts';
import styles from './status-steps.module.css';
import { StatusSteps } from './status-steps.tsx';

/** Where a booking stands, and the steps that it may take from there. A step saves the form. */
export function StatusField({ field, path, readOnly }: SelectFieldClientProps) {
  const text = useDeskText();
  const { value, setValue, showError, errorMessage } = useField<BookingStatus>({ path });
  const { id, savedDocumentData } = useDocumentInfo();
  const { submit } = useForm();
  const processing = useFormProcessing();
  const status = value ?? 'PENDING';
  return (
    <div className={`field-type ${styles.field}`}>
      <FieldLabel label={field.label} path={path} />
      <Pill tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Pill>
      {id && !readOnly && (
        <StatusSteps
          status={status}
          startsAt={savedDocumentData?.startsAt}
          disabled={processing}
          onStep={(to, cancelReason) => void submit({ overrides: { status: to, cancelReason } })}
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

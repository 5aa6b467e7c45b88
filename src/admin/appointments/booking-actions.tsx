'use client';

import { Button, toast, useConfig, useDocumentInfo, useForm, useFormFields, useFormProcessing } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { showPhone } from '../../lib/display.ts';
import { type BookingStatus, isOpenStatus } from '../../services/appointments/statuses.ts';
import { callApi } from '../shared/call-api.ts';
import { PhoneLink } from '../shared/elements.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './bookings.module.css';
import { StatusSteps, useHasBegun } from './status-steps.tsx';
import { TakeBackButton } from './take-back-button.tsx';
import { toStepData } from './to-step-data.ts';

type Props = {
  bookingId: string;
  status: BookingStatus;
  startsAt: string | undefined;
  hasEmail: boolean;
};

/** How long an error message stays visible: long enough to read the next step that it explains. */
const REFUSAL_MS = 10_000;

/** A button that takes back the last change of a booking's status, and a button that resends the confirmation. */
export function BookingRequests({ bookingId, status, startsAt, hasEmail }: Props) {
  const text = useAdminText();
  const router = useRouter();
  const { config } = useConfig();
  const [busy, setBusy] = useState(false);
  const begun = useHasBegun(startsAt);
  const { api } = config.routes;

  const request = async (
    verb: 'take-back' | 'resend',
    done: 'bookings:takenBack' | 'bookings:sentAgain',
    body?: { changeId: string },
  ) => {
    setBusy(true);
    const answer = await callApi(text, `${api}/desk/bookings/${bookingId}/${verb}`, { method: 'POST', body });
    setBusy(false);
    if (!answer.ok) {
      toast.error(answer.message, { duration: REFUSAL_MS });
      return;
    }
    toast.success(text(done));
    router.refresh();
  };

  return (
    <>
      <TakeBackButton
        {...{ api, bookingId, status }}
        disabled={busy}
        onTakeBack={(changeId) => void request('take-back', 'bookings:takenBack', { changeId })}
      />
      {isOpenStatus(status) && hasEmail && !begun && (
        <Button
          size="small"
          margin={false}
          buttonStyle="secondary"
          disabled={busy}
          onClick={() => void request('resend', 'bookings:sentAgain')}
        >
          {text('bookings:sendAgain')}
        </Button>
      )}
    </>
  );
}

/**
 * Links that call or e-mail the customer of a booking, and buttons that take back the last change of status or resend the
 * confirmation. On narrow screens, where the sidebar follows the form, the buttons that change the status are shown as well.
 */
export function BookingActions() {
  const text = useAdminText();
  const { id, savedDocumentData } = useDocumentInfo();
  const { submit } = useForm();
  const processing = useFormProcessing();
  const status = useFormFields(([fields]) => fields.status?.value as BookingStatus | undefined);
  if (!id || !savedDocumentData) return null;
  const { phone, email, startsAt } = savedDocumentData as { phone?: string; email?: string | null; startsAt?: string };
  return (
    <div className={styles.actions}>
      {phone && <PhoneLink phone={phone} label={text('bookings:call', { phone: showPhone(phone) })} />}
      {email && <a href={`mailto:${email}`}>{email}</a>}
      {status && <BookingRequests bookingId={String(id)} hasEmail={Boolean(email)} {...{ status, startsAt }} />}
      {status && (
        <div className={styles.steps}>
          <StatusSteps
            status={status}
            startsAt={startsAt}
            disabled={processing}
            onStep={(to, cancelReason) => void submit({ overrides: toStepData(to, cancelReason, savedDocumentData) })}
          />
        </div>
      )}
    </div>
  );
}

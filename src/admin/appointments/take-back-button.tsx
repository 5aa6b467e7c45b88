'use client';

import { Button } from '@payloadcms/ui';
import { useEffect, useState } from 'react';
import { type BookingStatus, isOpenStatus } from '../../services/appointments/statuses.ts';
import { callApi } from '../shared/call-api.ts';
import { useAdminText } from '../strings/use-admin-text.ts';

type Offer = { changeId: string | null; secondsLeft: number };

/**
 * The id of the status change that staff can still take back; undefined if there is none. It expires by the server's
 * `secondsLeft`, so a wrong local clock does not matter.
 */
export function useTakeBackOffer(api: string, bookingId: string, status: BookingStatus): string | undefined {
  const text = useAdminText();
  const [changeId, setChangeId] = useState<string>();
  useEffect(() => {
    setChangeId(undefined);
    if (isOpenStatus(status)) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const url = `${api}/desk/bookings/${bookingId}/take-back`;
    void callApi<Offer>(text, url, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted || !answer.ok || answer.body.changeId === null) return;
      setChangeId(answer.body.changeId);
      timer = setTimeout(() => setChangeId(undefined), answer.body.secondsLeft * 1000);
    });
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, text, bookingId, status]);
  return changeId;
}

type Props = {
  api: string;
  bookingId: string;
  status: BookingStatus;
  disabled: boolean;
  onTakeBack: (changeId: string) => void;
};

/** A button that takes back a cancellation, no-show or completion. Hidden when the ten minutes for taking it back are over. */
export function TakeBackButton({ api, bookingId, status, disabled, onTakeBack }: Props) {
  const text = useAdminText();
  const changeId = useTakeBackOffer(api, bookingId, status);
  if (changeId === undefined) return null;
  return (
    <Button
      size="small"
      margin={false}
      buttonStyle="secondary"
      disabled={disabled}
      onClick={() => onTakeBack(changeId)}
    >
      {text('bookings:takeBack')}
    </Button>
  );
}

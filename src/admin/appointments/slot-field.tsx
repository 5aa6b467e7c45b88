'use client';
import '../shared/tokens.css';
import { Button, FieldLabel, useConfig, useDocumentInfo, useField, useFormFields } from '@payloadcms/ui';
import type { RelationshipFieldClientProps } from 'payload';
import { useEffect, useState } from 'react';
import { type AppointmentType, type BookingStatus, isOpenStatus } from '../../services/appointments/statuses.ts';
import { FormError } from '../shared/elements.tsx';
import { formatLondonDate, formatLondonTime } from '../shared/format.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from './booking-labels.ts';
import styles from './bookings.module.css';
import { type PickableSlot, SlotPicker } from './slot-picker.tsx';

/** The time and place of the appointment. Staff choose from the free slots of its type, in London time. */
export function SlotField({ field, path, readOnly }: RelationshipFieldClientProps) {
  const { value, setValue, showError, errorMessage } = useField<string>({ path });
  const { id, savedDocumentData } = useDocumentInfo();
  const type = useFormFields(([fields]) => fields.type?.value as AppointmentType | undefined);
  const status = useFormFields(([fields]) => fields.status?.value as BookingStatus | undefined);
  const { config } = useConfig();
  const text = useAdminText();
  const [slot, setSlot] = useSlot(config.routes.api, value);
  const savedSlotId: string | undefined = savedDocumentData?.slot;
  // The saved slot at the time when staff opened the picker. The picker closes when another slot is saved.
  const [leftSlotId, setLeftSlotId] = useState<string>();
  const isRescheduling = leftSlotId !== undefined && leftSlotId === savedSlotId;
  const choose = (chosen: PickableSlot) => {
    setSlot(chosen);
    setValue(chosen.id);
  };
  const canChoose = !readOnly && (!id || (status !== undefined && isOpenStatus(status)));
  const picking = canChoose && (!id || isRescheduling || (slot !== undefined && slot.type !== type));
  return (
    <div className={`field-type ${styles.field}`} id="field-slot">
      <FieldLabel label={field.label} path={path} required={field.required} />
      {showError && <FormError message={errorMessage} />}
      {slot && <ChosenSlot slot={slot} />}
      {canChoose && !picking && slot && (
        <Button
          size="small"
          buttonStyle="secondary"
          margin={false}
          className={styles.move}
          onClick={() => setLeftSlotId(savedSlotId)}
        >
          {text('bookings:move')}
        </Button>
      )}
      {picking && !type && <p className={styles.note}>{text('bookings:typeFirst')}</p>}
      {picking && type && <SlotPicker api={config.routes.api} type={type} chosen={value} onChoose={choose} />}
    </div>
  );
}

function ChosenSlot({ slot }: { slot: PickableSlot }) {
  const text = useAdminText();
  return (
    <p className={styles.chosen} style={{ borderInlineStartColor: TYPE_COLOURS[slot.type] }}>
      <strong>{formatLondonDate(slot.startsAt)}</strong>
      <span>
        {formatLondonTime(slot.startsAt)}–{formatLondonTime(slot.endsAt)}
      </span>
      <span>{slot.showroom ? text('common:atShowroom', { name: slot.showroom.name }) : TYPE_LABELS[slot.type]}</span>
    </p>
  );
}

/** The slot with the id in the form. Fetches the slot, unless staff have just chosen it in this field. */
function useSlot(api: string, id: string | undefined) {
  const [slot, setSlot] = useState<PickableSlot>();
  const isLoaded = slot?.id === id;
  useEffect(() => {
    if (!id || isLoaded) return;
    const abort = new AbortController();
    fetch(`${api}/time-slots/${id}?depth=1`, { credentials: 'include', signal: abort.signal })
      .then((response) => (response.ok ? response.json() : undefined))
      .then((found: PickableSlot | undefined) => found && setSlot(found))
      .catch(() => undefined);
    return () => abort.abort();
  }, [api, id, isLoaded]);
  return [isLoaded ? slot : undefined, setSlot] as const;
}

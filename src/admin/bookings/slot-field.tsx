'use client';
import '../tokens.css';
import { Button, FieldLabel, useConfig, useDocumentInfo, useField, useFormFields } from '@payloadcms/ui';
import type { RelationshipFieldClientProps } from 'payload';
import { useEffect, useState } from 'react';
import { isOpen } from '../../services/appointments/state-machine.ts';
import type { AppointmentType, BookingStatus } from '../../services/appointments/types.ts';
import { FormError } from '../form-error.tsx';
import { londonDate, londonTime } from '../london-format.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import type { PickableSlot } from './free-slots.ts';
import styles from './slot-field.module.css';
import { SlotPicker } from './slot-picker.tsx';

/** When and where the visit is. Staff choose among the free slots of its type, in London time. */
export function SlotField({ field, path, readOnly }: RelationshipFieldClientProps) {
  const { value, setValue, showError, errorMessage } = useField<string>({ path });
  const { id } = useDocumentInfo();
  const type = useFormFields(([fields]) => fields.type?.value as AppointmentType | undefined);
  const status = useFormFields(([fields]) => fields.status?.value as BookingStatus | undefined);
  const { config } = useConfig();
  const text = useDeskText();
  const [slot, setSlot] = useSlot(config.routes.api, value);
  const [moving, setMoving] = useState(false);
  const choose = (chosen: PickableSlot) => {
    setSlot(chosen);
    setValue(chosen.id);
  };
  const mayChoose = !readOnly && (!id || (status !== undefined && isOpen(status)));
  const picking = mayChoose && (!id || moving || (slot !== undefined && slot.type !== type));
  return (
    <div className={`field-type ${styles.field}`} id="field-slot">
      <FieldLabel label={field.label} path={path} required={field.required} />
      {showError && <FormError message={errorMessage} />}
      {slot && <Chosen slot={slot} />}
      {mayChoose && !picking && slot && (
        <Button
          size="small"
          buttonStyle="secondary"
          margin={false}
          className={styles.move}
          onClick={() => setMoving(true)}
        >
          {text('bookings:move')}
        </Button>
      )}
      {picking && !type && <p className={styles.note}>{text('bookings:typeFirst')}</p>}
      {picking && type && <SlotPicker api={config.routes.api} type={type} chosen={value} onChoose={choose} />}
    </div>
  );
}

function Chosen({ slot }: { slot: PickableSlot }) {
  const text = useDeskText();
  return (
    <p className={styles.chosen} style={{ borderInlineStartColor: TYPE_COLOURS[slot.type] }}>
      <strong>{londonDate(slot.startsAt)}</strong>
      <span>
        {londonTime(slot.startsAt)}–{londonTime(slot.endsAt)}
      </span>
      <span>{slot.showroom ? text('common:atShowroom', { name: slot.showroom.name }) : TYPE_LABELS[slot.type]}</span>
    </p>
  );
}

/** The slot that the form has, read when it is another than the one chosen here. */
function useSlot(api: string, id: string | undefined) {
  const [slot, setSlot] = useState<PickableSlot>();
  const known = slot?.id === id;
  useEffect(() => {
    if (!id || known) return;
    const abort = new AbortController();
    fetch(`${api}/time-slots/${id}?depth=1`, { credentials: 'include', signal: abort.signal })
      .then((response) => (response.ok ? response.json() : undefined))
      .then((found: PickableSlot | undefined) => found && setSlot(found))
      .catch(() => undefined);
    return () => abort.abort();
  }, [api, id, known]);
  return [known ? slot : undefined, setSlot] as const;
}

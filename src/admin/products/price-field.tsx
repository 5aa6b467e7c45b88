'use client';
import { FieldDescription, FieldError, FieldLabel, useField } from '@payloadcms/ui';
import type { NumberFieldClientProps } from 'payload';
import { useEffect, useState } from 'react';
import styles from './price-field.module.css';

const POUNDS = /^\d{1,7}(?:\.\d{0,2})?$/;

const inPounds = (pence: number | null | undefined): string => (pence == null ? '' : (pence / 100).toFixed(2));

/** A price that is typed in pounds and kept in pence. */
export function PriceField({ field, path, readOnly }: NumberFieldClientProps) {
  const { value, setValue, showError, errorMessage, disabled } = useField<number | null>({ path });
  const [text, setText] = useState(inPounds(value));
  const id = `field-${path.replaceAll('.', '__')}`;

  // What comes from elsewhere (a saved form, another version) replaces what was typed.
  useEffect(() => {
    setText((typed) => (penceOf(typed) === (value ?? null) ? typed : inPounds(value)));
  }, [value]);

  return (
    <div className={`field-type number ${showError ? 'error' : ''}`}>
      <FieldLabel htmlFor={id} label={field.label} path={path} required={field.required} />
      <div className="field-type__wrap">
        <FieldError message={errorMessage} path={path} showError={showError} />
        <div className={styles.price}>
          <span aria-hidden="true">£</span>
          <input
            id={id}
            inputMode="decimal"
            value={text}
            disabled={readOnly || disabled}
            onChange={({ target }) => {
              const typed = target.value.replaceAll(/[£,\s]/g, '');
              if (typed !== '' && !POUNDS.test(typed)) return;
              setText(typed);
              setValue(penceOf(typed));
            }}
            onBlur={() => setText(inPounds(value))}
          />
        </div>
      </div>
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  );
}

const penceOf = (pounds: string): number | null => (pounds === '' ? null : Math.round(Number(pounds) * 100));

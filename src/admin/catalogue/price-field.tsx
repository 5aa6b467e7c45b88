'use client';
import { FieldDescription, FieldError, FieldLabel, useField } from '@payloadcms/ui';
import type { NumberFieldClientProps } from 'payload';
import { useEffect, useState } from 'react';
import { toPoundsText } from '../../lib/money.ts';
import styles from './catalogue.module.css';

const POUNDS_PATTERN = /^\d{1,7}(?:\.\d{0,2})?$/;

const toInputText = (pence: number | null | undefined): string => (pence == null ? '' : toPoundsText(pence));

/** An input for a price, which staff enter in pounds; the field stores pence. */
export function PriceField({ field, path, readOnly }: NumberFieldClientProps) {
  const { value, setValue, showError, errorMessage, disabled } = useField<number | null>({ path });
  const [text, setText] = useState(toInputText(value));
  const id = `field-${path.replaceAll('.', '__')}`;

  // A value from elsewhere, such as a saved form or another version, replaces the typed text.
  useEffect(() => {
    setText((typed) => (parsePence(typed) === (value ?? null) ? typed : toInputText(value)));
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
              if (typed !== '' && !POUNDS_PATTERN.test(typed)) return;
              setText(typed);
              setValue(parsePence(typed));
            }}
            onBlur={() => setText(toInputText(value))}
          />
        </div>
      </div>
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  );
}

const parsePence = (pounds: string): number | null => (pounds === '' ? null : Math.round(Number(pounds) * 100));

'use client';
import { FieldDescription, FieldError, FieldLabel, useField } from '@payloadcms/ui';
import type { TextFieldClientProps } from 'payload';
import { isHexColour } from '../../hex-colour.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './colour-field.module.css';

const STANDARD = '#2f5a48';

/** A colour by its number or by eye, and back to the standard one. */
export function ColourField({ field, path, readOnly }: TextFieldClientProps) {
  const { value, setValue, showError } = useField<string | null>({ path });
  const text = useDeskText();
  const inputId = `field-${path.replaceAll('.', '__')}`;
  return (
    <div className={`field-type text ${showError ? 'error' : ''}`}>
      <FieldLabel label={field.label} path={path} htmlFor={inputId} />
      <div className="field-type__wrap">
        <FieldError path={path} showError={showError} />
        <div className={styles.row}>
          <input
            type="color"
            aria-label={text('brand:chooseColour')}
            value={isHexColour(value) ? value : STANDARD}
            disabled={readOnly}
            onChange={({ target }) => setValue(target.value)}
          />
          <input
            id={inputId}
            type="text"
            placeholder={STANDARD}
            value={value ?? ''}
            disabled={readOnly}
            onChange={({ target }) => setValue(target.value || null)}
          />
        </div>
      </div>
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  );
}

'use client';
import { FieldDescription, FieldError, FieldLabel, useField } from '@payloadcms/ui';
import type { TextFieldClientProps } from 'payload';
import { isHexColour } from '../../lib/display.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './brand.module.css';

const DEFAULT_COLOUR = '#2f5a48';

/** Two inputs for a colour: a colour picker, and a text field for its hex code. Clearing the text restores the default colour. */
export function ColourField({ field, path, readOnly }: TextFieldClientProps) {
  const { value, setValue, showError } = useField<string | null>({ path });
  const text = useAdminText();
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
            value={isHexColour(value) ? value : DEFAULT_COLOUR}
            disabled={readOnly}
            onChange={({ target }) => setValue(target.value)}
          />
          <input
            id={inputId}
            type="text"
            placeholder={DEFAULT_COLOUR}
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

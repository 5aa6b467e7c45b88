'use client';
import { FieldDescription, FieldLabel, useField } from '@payloadcms/ui';
import { useDeskText } from '../strings/use-desk-text.ts';

/** The present password, on one's own account: changing the password or e-mail address needs it. */
export function CurrentPassword({ path }: { path: string }) {
  const text = useDeskText();
  const { value, setValue, showError, errorMessage } = useField<string>({ path });
  return (
    <div className="field-type password">
      <FieldLabel label={text('staff:presentPassword')} path={path} />
      <input
        id={`field-${path}`}
        type="password"
        autoComplete="current-password"
        value={value ?? ''}
        aria-invalid={showError}
        aria-describedby={`${path}-why`}
        onChange={({ target }) => setValue(target.value)}
      />
      <div id={`${path}-why`}>
        <FieldDescription
          path={path}
          description={showError && errorMessage ? errorMessage : text('staff:presentPasswordWhy')}
        />
      </div>
    </div>
  );
}

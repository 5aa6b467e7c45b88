'use client';

import { Button, FieldDescription, FieldLabel, useField } from '@payloadcms/ui';
import { type FormEvent, useId, useState } from 'react';
import { callApi } from '../shared/call-api.ts';
import { FormError } from '../shared/elements.tsx';
import labelledInput from '../shared/fields-and-lists.module.css';
import { KeepFieldErrors } from '../shared/form-parts.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './identity.module.css';

type Props = {
  url: string;
  token: string;
  email: string;
  /** The page to open after the sign-in. */
  after: string;
};

/** The form that sets the first password of an account and signs in. */
export function ChoosePassword({ url, token, email, after }: Props) {
  const text = useAdminText();
  const rule = useId();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const choose = async (event: FormEvent) => {
    event.preventDefault();
    if (password !== again) return setError(text('staff:notTheSame'));
    setBusy(true);
    const outcome = await callApi(text, url, { method: 'POST', body: { token, password } });
    setBusy(false);
    if (!outcome.ok) return setError(outcome.message);
    // A full reload, because the page still has the state from before the sign-in.
    window.location.assign(after);
  };

  return (
    <form className={styles.choose} onSubmit={(event) => void choose(event)}>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <label className={labelledInput.labelled}>
        {text('staff:newPassword')}
        <input
          type="password"
          autoComplete="new-password"
          aria-describedby={rule}
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </label>
      <label className={labelledInput.labelled}>
        {text('staff:repeatPassword')}
        <input
          type="password"
          autoComplete="new-password"
          required
          value={again}
          onChange={({ target }) => setAgain(target.value)}
        />
      </label>
      <p id={rule} className={styles.staffNote}>
        {text('staff:chooseRule')}
      </p>
      {error && <FormError message={error} />}
      <Button type="submit" size="large" margin={false} disabled={busy}>
        {text('staff:choose')}
      </Button>
    </form>
  );
}

/** An input for the current password, which users need to change their own password or e-mail address. */
export function CurrentPassword({ path }: { path: string }) {
  const text = useAdminText();
  const { value, setValue, showError, errorMessage } = useField<string>({ path });
  return (
    <div className="field-type password">
      {/* The other forms have `KeepFieldErrors` in their document controls, but the account page has no document controls. */}
      <KeepFieldErrors />
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

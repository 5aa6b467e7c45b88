'use client';
import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useId, useState } from 'react';
import { callApi } from '../shared/call-api.ts';
import { FormError } from '../shared/elements.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './identity.module.css';

/** A text area for notes with its own save button, because the rest of the document cannot be edited. */
export function StaffNotesForm({ url, saved, maxLength }: { url: string; saved: string; maxLength: number }) {
  const router = useRouter();
  const text = useAdminText();
  const noteId = useId();
  const [notes, setNotes] = useState(saved);
  // The stored notes before the user's changes. The server compares them with the notes in the database, to detect a change by a
  // colleague.
  const [previous, setPrevious] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const show = (stored: string) => {
    setNotes(stored);
    setPrevious(stored);
  };
  if (saved !== previous && notes === previous && !busy) show(saved);

  const save = async () => {
    setBusy(true);
    const answer = await callApi<{ notes: string }>(text, url, { method: 'PATCH', body: { notes, previous } });
    setError(answer.ok ? undefined : answer.message);
    if (answer.ok) {
      show(answer.body.notes);
      toast.success(text('common:notesSaved'));
      router.refresh();
    }
    setBusy(false);
  };

  return (
    <div className={styles.form}>
      <label>
        {text('common:staffNotes')}
        <textarea
          name="staffNotes"
          aria-describedby={noteId}
          value={notes}
          maxLength={maxLength}
          disabled={busy}
          onChange={({ target }) => setNotes(target.value)}
        />
      </label>
      <p id={noteId} className={styles.staffNotesNote}>
        {text('common:staffNotesAbout')}
      </p>
      {notes !== previous && (
        <Button size="medium" margin={false} disabled={busy} onClick={() => void save()}>
          {text('common:saveNotes')}
        </Button>
      )}
      {error && <FormError message={error} />}
    </div>
  );
}

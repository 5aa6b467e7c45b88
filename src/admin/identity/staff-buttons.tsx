'use client';

import { Button, toast } from '@payloadcms/ui';
import { useRouter } from 'next/navigation.js';
import { useState } from 'react';
import { callApi } from '../shared/call-api.ts';
import { Sheet } from '../shared/dialogs.tsx';
import { FormError } from '../shared/elements.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './identity.module.css';

/**
 * Returns the function `act`, which posts to `url` and, on success, shows `done` and refreshes the page. Also returns whether `act`
 * is running, and the error of its last call.
 */
export function useAct(url: string, done: string) {
  const router = useRouter();
  const text = useAdminText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const act = async (): Promise<boolean> => {
    setBusy(true);
    const outcome = await callApi(text, url, { method: 'POST' });
    setBusy(false);
    setError(outcome.ok ? undefined : outcome.message);
    if (!outcome.ok) return false;
    toast.success(done);
    router.refresh();
    return true;
  };
  return { act, busy, error, text };
}

/** A button that resends an invitation. */
export function InviteButton({ url, email }: { url: string; email: string }) {
  const sent = useAdminText()('staff:sentAgain', { email });
  const { act, busy, error, text } = useAct(url, sent);
  return (
    <div>
      <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => void act()}>
        {text('staff:sendAgain')}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

/** A button that reactivates an account. */
export function ReactivateButton({ url, name }: { url: string; name: string }) {
  const done = useAdminText()('staff:isReactivated', { name });
  const { act, busy, error, text } = useAct(url, done);
  return (
    <div>
      <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => void act()}>
        {text('staff:reactivate')}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

/** A button that deactivates an account after explaining the consequences. */
export function DeactivateButton({ url, name }: { url: string; name: string }) {
  const done = useAdminText()('staff:isDeactivated', { name });
  const { act, busy, error, text } = useAct(url, done);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(true)}>
        {text('staff:deactivate')}
      </Button>
      {asking && (
        <Sheet title={text('staff:deactivateSure', { name })} onClose={() => setAsking(false)}>
          <p className={styles.staffNote}>{text('staff:deactivateMeans')}</p>
          <p className={styles.staffNote}>{text('staff:deactivateBack')}</p>
          {error && <FormError message={error} />}
          <footer className={styles.staffActions}>
            <Button
              size="small"
              margin={false}
              disabled={busy}
              onClick={() => void act().then((isDone) => isDone && setAsking(false))}
            >
              {text('staff:deactivateYes')}
            </Button>
            <Button size="small" margin={false} buttonStyle="secondary" onClick={() => setAsking(false)}>
              {text('staff:deactivateNo')}
            </Button>
          </footer>
        </Sheet>
      )}
    </>
  );
}

/** A button that ends one session. */
export function EndButton({ url, device }: { url: string; device: string }) {
  const done = useAdminText()('staff:signedOut');
  const { act, busy, error, text } = useAct(url, done);
  return (
    <div>
      <Button
        size="small"
        margin={false}
        buttonStyle="secondary"
        disabled={busy}
        aria-label={text('staff:signOutOf', { device })}
        onClick={() => void act()}
      >
        {text('staff:signOut')}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

type Props = {
  url: string;
  /** The page to open if this session has ended as well. */
  signIn: string;
  /** Whether there are other sessions. */
  others: boolean;
};

/** Buttons that end all other sessions, or all sessions including this one. */
export function EndAllButtons({ url, signIn, others }: Props) {
  const router = useRouter();
  const text = useAdminText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const end = async (keepThis: boolean) => {
    setBusy(true);
    const outcome = await callApi(text, url, { method: 'POST', body: { keepThis } });
    setBusy(false);
    setError(outcome.ok ? undefined : outcome.message);
    if (!outcome.ok) return;
    toast.success(text('staff:signedOut'));
    if (keepThis) router.refresh();
    else window.location.assign(signIn);
  };
  return (
    <div className={styles.staffActions}>
      {others && (
        <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => void end(true)}>
          {text('staff:signOutOthers')}
        </Button>
      )}
      <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={() => void end(false)}>
        {text('staff:signOutAll')}
      </Button>
      {error && <FormError message={error} />}
    </div>
  );
}

import { DateTime } from 'luxon';
import type { ServerProps } from 'payload';
import { deskText } from '../strings/desk-text.ts';
import { brandOfPage } from './brand-of-page.ts';
import { Panel } from './panel.tsx';
import styles from './sign-in-panel.module.css';

/** Greets whoever is about to sign in, beside the brand. */
export async function SignInPanel({ payload, i18n }: ServerProps) {
  const brand = await brandOfPage(payload);
  const text = deskText(i18n);
  return (
    <>
      <Panel {...brand} />
      <div className={styles.greeting}>
        <h1>{text(greetingAt(DateTime.now().setZone('Europe/London').hour))}</h1>
        <p>{text('brand:signIn')}</p>
      </div>
    </>
  );
}

function greetingAt(hour: number) {
  if (hour < 12) return 'brand:goodMorning';
  return hour < 18 ? 'brand:goodAfternoon' : 'brand:goodEvening';
}

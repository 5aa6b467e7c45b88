import type { FieldChange } from '../../services/history/changed-fields.ts';
import { describeChange } from '../../services/history/describe-change.ts';
import type { DeskText, PlainKey } from '../strings/desk-text.ts';
import styles from './history.module.css';

const ACTIONS: Record<string, PlainKey> = {
  create: 'history:made',
  delete: 'history:deleted',
  'give-up': 'history:givenUp',
  retry: 'history:retried',
  resend: 'history:sentAgain',
  erase: 'history:erased',
  export: 'history:exported',
  expire: 'history:expired',
  'sign-in': 'history:signedIn',
  'sign-in-failed': 'history:signInFailed',
  'sign-in-locked': 'history:signInLocked',
  'password-reset-asked': 'history:resetAsked',
  'password-reset': 'history:passwordReset',
};

type Props = { text: DeskText; action: string; fields: Record<string, FieldChange> };

/** One line for each field. */
export const ChangedFields = ({ text, action, fields }: Props) => (
  <ul className={styles.fields}>
    {ACTIONS[action] && <li>{text(ACTIONS[action])}</li>}
    {Object.entries(fields).map(([name, change]) => (
      <li key={name}>{describeChange(name, change)}</li>
    ))}
  </ul>
);

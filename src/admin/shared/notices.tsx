import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { adminText } from '../strings/admin-text.ts';
import styles from './fields-and-lists.module.css';

/**
 * A field component that renders nothing, for required fields whose values the form shows in another way. If a `condition` hid
 * such a field instead, Payload would make its column nullable.
 */
export const HiddenField = (): null => null;

/** A notice for users who can read settings but not change them. */
export function ReadOnlyNotice({ req, i18n }: UIFieldServerProps) {
  if (hasRole(req.user)) return null;
  return (
    <p className={styles.notice} role="note">
      {adminText(i18n)('common:readOnly')}
    </p>
  );
}

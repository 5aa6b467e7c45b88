import { Link } from '@payloadcms/ui';
import type { BeforeListTableServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { type WaitingBrochures, waitingBrochures } from '../../services/brochures/delivery.ts';
import { deskText } from '../strings/desk-text.ts';
import styles from './brochures.module.css';

const REMEDIES: Record<WaitingBrochures['problem'], 'brochures:noDefault' | 'brochures:fileMissing'> = {
  NO_DEFAULT: 'brochures:noDefault',
  FILE_MISSING: 'brochures:fileMissing',
};

/** Says that requests wait, for what, and what to do; they go out by themselves within a minute after that. */
export async function WaitingNotice({ payload, user, i18n }: BeforeListTableServerProps) {
  if (!hasRole(user, 'content-manager', 'sales')) return null;
  const text = deskText(i18n);
  const waiting = await waitingBrochures(payload);
  const path = formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/collections/brochures' });
  return waiting.map(({ problem, count }) => (
    <p className={styles.notice} role="alert" key={problem}>
      <strong>{text('brochures:waiting', { count })}</strong> {text(REMEDIES[problem])}{' '}
      <Link href={path}>{text('brochures:brochures')}</Link>.
    </p>
  ));
}

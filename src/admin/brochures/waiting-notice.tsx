import { Link } from '@payloadcms/ui';
import type { BeforeListTableServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { type WaitingBrochures, waitingBrochures } from '../../services/brochures/delivery.ts';
import styles from './brochures.module.css';

const REMEDIES: Record<WaitingBrochures['problem'], string> = {
  NO_DEFAULT: 'there is no default brochure. Upload one, or tick “Default” at the one to send',
  FILE_MISSING: 'the PDF of the default brochure is missing from the storage. Upload it again',
};

/** Says that requests wait, for what, and what to do; they go out by themselves within a minute after that. */
export async function WaitingNotice({ payload, user }: BeforeListTableServerProps) {
  if (!hasRole(user, 'content-manager', 'sales')) return null;
  const waiting = await waitingBrochures(payload);
  const path = formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/collections/brochures' });
  return waiting.map(({ problem, count }) => (
    <p className={styles.notice} role="alert" key={problem}>
      <strong>
        {count} {count === 1 ? 'request waits' : 'requests wait'}:
      </strong>{' '}
      {REMEDIES[problem]} in <Link href={path}>Brochures</Link>.
    </p>
  ));
}

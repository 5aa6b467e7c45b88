import { Link } from '@payloadcms/ui';
import type { TextFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { readSaves, type Versioned } from '../../services/history/read-saves.ts';
import { londonMoment } from '../london-format.ts';
import { deskText } from '../strings/desk-text.ts';
import styles from './history.module.css';
import { staffOfPage } from './staff-of-page.ts';
import { whoSavedText } from './who.ts';

/** Who saved a document when, with the way to each version; Payload's own list of versions cannot name anybody. */
export async function SavesPanel({ id, collectionSlug, payload, req, i18n }: TextFieldServerProps) {
  if (!id || !hasRole(req.user, 'content-manager')) return null;
  const text = deskText(i18n);
  const saves = await readSaves(req, {
    ...{ collection: collectionSlug as Versioned, id: String(id) },
    names: await staffOfPage(payload),
  });
  const { admin: adminRoute } = payload.config.routes;
  const versions = `/collections/${collectionSlug}/${id}/versions` as const;
  return (
    <details className={styles.saves}>
      <summary className={styles.heading}>
        {text('history:savedBy')} {whoSavedText(text, saves[0]?.who ?? null)}
      </summary>
      <ol className={styles.entries}>
        {saves.map(({ id: version, at, who, status }) => (
          <li key={version} className={styles.entry}>
            <Link href={formatAdminURL({ adminRoute, path: `${versions}/${version}` })} prefetch={false}>
              <time dateTime={at.toISOString()}>{londonMoment(at)}</time>
            </Link>
            <span>{whoSavedText(text, who)}</span>
            <span className={styles.faint}>{text(status === 'published' ? 'history:published' : 'history:draft')}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

import { Link } from '@payloadcms/ui';
import type { UIFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { type HistoryEntry, readHistory } from '../../services/history/read-history.ts';
import { readyList } from '../lists/ready-list.ts';
import { londonMoment } from '../london-format.ts';
import { ChangedFields } from './changed-fields.tsx';
import styles from './history.module.css';
import { whoText } from './who.ts';

/** Who changed what of this document, and its events, newest first; for admins. */
export async function HistoryPanel({ id, collectionSlug, payload, req, clientField, schemaPath }: UIFieldServerProps) {
  const entity = collectionSlug ?? schemaPath?.split('.')[0] ?? clientField.name;
  if (!hasRole(req.user) || (collectionSlug && !id)) return null;
  const document = collectionSlug ? String(id) : null;
  const entries = await readHistory(payload, entity, document);
  const { query } = readyList('', '-at', [
    ['entity', 'equals', entity],
    ...(document ? [['document', 'equals', document] as [string, string, string]] : []),
  ]);
  const all = formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/collections/changes' });
  return (
    <details className={styles.panel}>
      <summary className={styles.heading}>History</summary>
      {entries.length === 0 && <p>Nothing has been changed since this is written down.</p>}
      <ol className={styles.entries}>
        {entries.map((entry) => (
          <Entry
            key={`${entry.at.toISOString()} ${entry.kind === 'event' ? entry.topic : entry.action}`}
            entry={entry}
          />
        ))}
      </ol>
      <Link href={`${all}?${query}`} prefetch={false}>
        All changes
      </Link>
    </details>
  );
}

const Entry = ({ entry }: { entry: HistoryEntry }) => (
  <li className={styles.entry}>
    <time className={styles.when} dateTime={entry.at.toISOString()}>
      {londonMoment(entry.at)}
    </time>
    {entry.kind === 'event' ? (
      <span className={styles.faint}>Event {entry.topic}</span>
    ) : (
      <div>
        <strong>{whoText(entry.who)}</strong>
        <ChangedFields action={entry.action} fields={entry.fields} />
      </div>
    )}
  </li>
);

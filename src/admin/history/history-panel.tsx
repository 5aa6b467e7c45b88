import { Link } from '@payloadcms/ui';
import type { UIFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { type HistoryEntry, readHistory } from '../../services/history/read-history.ts';
import { listQuery } from '../lists/ready-list.ts';
import { londonMoment } from '../london-format.ts';
import { type DeskText, deskText } from '../strings/desk-text.ts';
import { ChangedFields } from './changed-fields.tsx';
import styles from './history.module.css';
import { whoText } from './who.ts';

/** Who changed what of this document, and its events, newest first; for admins. */
export async function HistoryPanel({
  id,
  collectionSlug,
  payload,
  req,
  i18n,
  clientField,
  schemaPath,
}: UIFieldServerProps) {
  const entity = collectionSlug ?? schemaPath?.split('.')[0] ?? clientField.name;
  if (!hasRole(req.user) || (collectionSlug && !id)) return null;
  const text = deskText(i18n);
  const document = collectionSlug ? String(id) : null;
  const entries = await readHistory(payload, entity, document);
  const query = listQuery('-at', [
    ['entity', 'equals', entity],
    ...(document ? [['document', 'equals', document] as [string, string, string]] : []),
  ]);
  const all = formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/collections/changes' });
  return (
    <details className={styles.panel}>
      <summary className={styles.heading}>{text('history:history')}</summary>
      {entries.length === 0 && <p>{text('history:nothing')}</p>}
      <ol className={styles.entries}>
        {entries.map((entry) => (
          <Entry
            key={`${entry.at.toISOString()} ${entry.kind === 'event' ? entry.topic : entry.action}`}
            {...{ entry, text }}
          />
        ))}
      </ol>
      <Link href={`${all}?${query}`} prefetch={false}>
        {text('history:all')}
      </Link>
    </details>
  );
}

const Entry = ({ entry, text }: { entry: HistoryEntry; text: DeskText }) => (
  <li className={styles.entry}>
    <time className={styles.when} dateTime={entry.at.toISOString()}>
      {londonMoment(entry.at)}
    </time>
    {entry.kind === 'event' ? (
      <span className={styles.faint}>{text('history:event', { topic: entry.topic })}</span>
    ) : (
      <div>
        <strong>{whoText(text, entry.who)}</strong>
        <ChangedFields text={text} action={entry.action} fields={entry.fields} />
      </div>
    )}
  </li>
);

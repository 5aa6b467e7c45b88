import { Link } from '@payloadcms/ui';
import type { TextFieldServerProps, UIFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import type { Change } from '../../payload-types.ts';
import { entityInWords, type FieldWords, fieldWordsForEntity } from '../../services/history/field-words.ts';
import type { FieldChange } from '../../services/history/read-history.ts';
import { type DocumentHistoryEntry, readHistory } from '../../services/history/read-history.ts';
import { readSaves, type Versioned } from '../../services/history/read-saves.ts';
import { topicInWords } from '../../services/history/topic-words.ts';
import { toListQuery } from '../shared/create-list-preset.ts';
import { formatLondonDateTime } from '../shared/format.ts';
import { type AdminText, adminText } from '../strings/admin-text.ts';
import { ChangedFields, formatActor, formatSavedBy, readStaffNamesOnce } from './cells.tsx';
import styles from './history.module.css';

/** A change in words: the document, who made the change and when, and the old and new value of each field. */
export async function ChangePanel({ data, payload, req, i18n }: UIFieldServerProps) {
  if (!hasRole(req.user)) return null;
  const text = adminText(i18n);
  const { at, entity, label, action, actor, actorId, fields } = data as unknown as Change;
  // Every change has these fields; Payload types them as optional because fields of a form can be conditional.
  if (!at || !entity || !action) return null;
  const name = (await readStaffNamesOnce(payload)).get(String(actorId)) ?? null;
  return (
    <div className={styles.panel}>
      <h2 className={styles.heading}>{[entityInWords(payload.config, entity), label].filter(Boolean).join(': ')}</h2>
      <p>
        <strong>{formatActor(text, { kind: actor as 'staff', name })}</strong>, {formatLondonDateTime(at)}
      </p>
      <ChangedFields
        {...{ text, action }}
        fields={fields as Record<string, FieldChange>}
        toWords={fieldWordsForEntity(payload.config, entity)}
      />
    </div>
  );
}

/** The changes and events of this document, newest first; for admins. */
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
  const text = adminText(i18n);
  const document = collectionSlug ? String(id) : null;
  const toWords = fieldWordsForEntity(payload.config, entity);
  const entries = await readHistory(payload, entity, document);
  const query = toListQuery('-at', [
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
            {...{ entry, text, toWords }}
          />
        ))}
      </ol>
      <Link href={`${all}?${query}`} prefetch={false}>
        {text('history:all')}
      </Link>
    </details>
  );
}

type EntryProps = { entry: DocumentHistoryEntry; text: AdminText; toWords: (name: string) => FieldWords };

const Entry = ({ entry, text, toWords }: EntryProps) => (
  <li className={styles.entry}>
    <time className={styles.when} dateTime={entry.at.toISOString()}>
      {formatLondonDateTime(entry.at)}
    </time>
    {entry.kind === 'event' ? (
      <span className={styles.faint}>{topicInWords(entry.topic)}</span>
    ) : (
      <div>
        <strong>{formatActor(text, entry.who)}</strong>
        <ChangedFields {...{ text, toWords }} action={entry.action} fields={entry.fields} />
      </div>
    )}
  </li>
);

/** Who saved a document and when, with links to the versions; Payload's own list of versions does not name the person. */
export async function SavesPanel({ id, collectionSlug, payload, req, i18n }: TextFieldServerProps) {
  if (!id || !hasRole(req.user, 'content-manager')) return null;
  const text = adminText(i18n);
  const saves = await readSaves(req, {
    ...{ collection: collectionSlug as Versioned, id: String(id) },
    names: await readStaffNamesOnce(payload),
  });
  const { admin: adminRoute } = payload.config.routes;
  const versions = `/collections/${collectionSlug}/${id}/versions` as const;
  return (
    <details className={styles.saves}>
      <summary className={styles.heading}>
        {text('history:savedBy')} {formatSavedBy(text, saves[0]?.who ?? null)}
      </summary>
      <ol className={styles.entries}>
        {saves.map(({ id: version, at, who, status }) => (
          <li key={version} className={styles.entry}>
            <Link href={formatAdminURL({ adminRoute, path: `${versions}/${version}` })} prefetch={false}>
              <time dateTime={at.toISOString()}>{formatLondonDateTime(at)}</time>
            </Link>
            <span>{formatSavedBy(text, who)}</span>
            <span className={styles.faint}>{text(status === 'published' ? 'history:published' : 'history:draft')}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

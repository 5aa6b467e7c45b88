import { Link } from '@payloadcms/ui';
import { FieldDiffContainer } from '@payloadcms/ui/rsc';
import type { DefaultServerCellComponentProps, Payload, TextFieldDiffServerComponent } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { cache } from 'react';
import { describeChange } from '../../services/history/describe-change.ts';
import { entityInWords, type FieldWords, fieldWordsForEntity } from '../../services/history/field-words.ts';
import type { ChangeActor, FieldChange } from '../../services/history/read-history.ts';
import { toSavedBy } from '../../services/history/read-saves.ts';
import { readStaffNames } from '../../services/identity/index.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import styles from './history.module.css';

/** Reads the names of staff, only once for each rendering of a page. */
export const readStaffNamesOnce = cache((payload: Payload) => readStaffNames(payload));

/** The name of the actor of a change. */
export function formatActor(text: AdminText, { kind, name }: ChangeActor): string {
  if (kind === 'staff') return name ?? text('history:hasLeft');
  return text(kind === 'customer' ? 'history:customer' : 'history:system');
}

/** Who saved a version; versions saved by old releases do not record this. */
export const formatSavedBy = (text: AdminText, who: ChangeActor | null): string =>
  who ? formatActor(text, who) : text('history:notNoted');

const ACTIONS: Record<string, PlainKey> = {
  create: 'history:made',
  delete: 'history:deleted',
  'give-up': 'history:givenUp',
  retry: 'history:retried',
  resend: 'history:sentAgain',
  erase: 'history:erased',
  export: 'history:exported',
  expire: 'history:expired',
  'email-change-asked': 'history:emailChangeAsked',
  'sign-in': 'history:signedIn',
  'sign-in-failed': 'history:signInFailed',
  'sign-in-locked': 'history:signInLocked',
  'password-reset-asked': 'history:resetAsked',
  'password-reset': 'history:passwordReset',
  invited: 'history:invited',
  'invitation-accepted': 'history:invitationAccepted',
  'session-ended': 'history:sessionEnded',
  'sessions-ended': 'history:sessionsEnded',
};

type Props = {
  text: AdminText;
  action: string;
  fields: Record<string, FieldChange>;
  /** The label and value texts of a field. */
  toWords: (name: string) => FieldWords;
};

/** The changes in words, with a line for each changed field, and for each changed row of a list. */
export const ChangedFields = ({ text, action, fields, toWords }: Props) => (
  <ul className={styles.fields}>
    {ACTIONS[action] && <li>{text(ACTIONS[action])}</li>}
    {Object.entries(fields)
      .flatMap(([name, change]) => describeChange(toWords(name), change))
      .map((line) => (
        <li key={line}>{line}</li>
      ))}
  </ul>
);

/** Who made the change. */
export async function ActorCell({ cellData, payload, rowData, i18n }: DefaultServerCellComponentProps) {
  const names = await readStaffNamesOnce(payload);
  return (
    <span>{formatActor(adminText(i18n), { kind: cellData, name: names.get(String(rowData.actorId)) ?? null })}</span>
  );
}

const SIGN_INS = 'sign-ins';

/** Entities of the change log that have no page in the admin UI. */
const WITHOUT_PAGE = new Set(['jobs', 'retention', SIGN_INS]);

/** The changed document. It is a link, unless the document has no page, or the change is a deletion, an erasure or an export. */
export async function DocumentCell({ cellData, payload, rowData }: DefaultServerCellComponentProps) {
  const { entity, document, action } = rowData as { entity: string; document?: string; action: string };
  const isStaff = entity === 'users' || entity === SIGN_INS;
  const name = isStaff ? (await readStaffNamesOnce(payload)).get(String(document)) : undefined;
  const label = (entity === SIGN_INS ? name : undefined) ?? cellData ?? name ?? entityInWords(payload.config, entity);
  if (WITHOUT_PAGE.has(entity) || ['delete', 'erase', 'export'].includes(action)) return <span>{label}</span>;
  const path = document ? (`/collections/${entity}/${document}` as const) : (`/globals/${entity}` as const);
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      {label}
    </Link>
  );
}

/** The type of the changed document. */
export const EntityCell = ({ cellData, payload }: DefaultServerCellComponentProps) => (
  <span>{entityInWords(payload.config, String(cellData))}</span>
);

/** The changes, field by field. */
export const FieldsCell = ({ cellData, payload, rowData, i18n }: DefaultServerCellComponentProps) => (
  <ChangedFields
    text={adminText(i18n)}
    action={rowData.action}
    toWords={fieldWordsForEntity(payload.config, rowData.entity)}
    fields={(cellData ?? {}) as Record<string, FieldChange>}
  />
);

/** A list cell that shows who last saved the document. */
export async function SavedByCell({ cellData, payload, i18n }: DefaultServerCellComponentProps) {
  const who = toSavedBy(cellData, await readStaffNamesOnce(payload));
  return <span>{formatSavedBy(adminText(i18n), who)}</span>;
}

/** Who saved each of the two compared versions. */
export const SavedByDiff: TextFieldDiffServerComponent = async ({ comparisonValue, versionValue, req, i18n }) => {
  const [text, names] = [adminText(i18n), await readStaffNamesOnce(req.payload)];
  const side = (value: unknown) => <span>{formatSavedBy(text, toSavedBy(value, names))}</span>;
  return (
    <FieldDiffContainer
      From={side(comparisonValue)}
      To={side(versionValue)}
      i18n={i18n}
      label={{ label: text('history:savedBy'), locale: undefined }}
    />
  );
};

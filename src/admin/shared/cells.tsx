import { Link } from '@payloadcms/ui';
import type { DefaultServerCellComponentProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import type { Role } from '../../access/roles.ts';
import { adminText } from '../strings/admin-text.ts';
import styles from './elements.module.css';
import { PhoneLink, Pill, type Tone } from './elements.tsx';
import { formatLondonDateTime } from './format.ts';

/** Date and time in London, regardless of the browser's time zone. */
export function LondonMomentCell({
  cellData,
  collectionSlug,
  link,
  payload,
  rowData,
}: DefaultServerCellComponentProps) {
  if (!cellData) return <span className={styles.faint}>–</span>;
  const text = <time className={styles.moment}>{formatLondonDateTime(cellData)}</time>;
  if (!link) return text;
  const path = `/collections/${collectionSlug}/${rowData.id}` as const;
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      {text}
    </Link>
  );
}

/** A phone number in a list. */
export function PhoneCell({ cellData }: DefaultServerCellComponentProps) {
  return typeof cellData === 'string' ? <PhoneLink phone={cellData} /> : <span className={styles.faint}>–</span>;
}

/** Text, or a dash if an optional field is empty. */
export const TextOrDashCell = ({ cellData }: DefaultServerCellComponentProps) =>
  cellData ? <span>{String(cellData)}</span> : <span className={styles.faint}>–</span>;

/** The value of a checkbox: "Yes" in green, or "No" in grey. */
export const YesNoCell = ({ cellData, i18n }: DefaultServerCellComponentProps) => (
  <Pill tone={cellData ? 'green' : 'grey'}>{adminText(i18n)(cellData ? 'common:yes' : 'common:no')}</Pill>
);

const ROLE_TONES: Record<Role, Tone> = { admin: 'red', 'content-manager': 'amber', sales: 'green', analyst: 'blue' };

/** The role of a member of staff. */
export function RoleCell({ cellData }: DefaultServerCellComponentProps) {
  const role = cellData as Role;
  return <Pill tone={ROLE_TONES[role]}>{role.replace('-', ' ').replace(/^./, (letter) => letter.toUpperCase())}</Pill>;
}

/** The topic of an event, in a monospaced font. */
export function EventTopicCell({ cellData, collectionSlug, payload, rowData }: DefaultServerCellComponentProps) {
  const path = `/collections/${collectionSlug}/${rowData.id}` as const;
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      <code>{cellData}</code>
    </Link>
  );
}

import { Link } from '@payloadcms/ui';
import type { BeforeListTableServerProps, DefaultServerCellComponentProps, UIFieldServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { hasRole } from '../../access/roles.ts';
import { isErasedEmail } from '../../lib/contact.ts';
import type { BrochureRequest } from '../../payload-types.ts';
import {
  canResendBrochure,
  countWaitingBrochures,
  DELIVERY_PROBLEMS,
  type DeliveryProblem,
  readDelivery,
  type WaitingBrochures,
} from '../../services/brochures/brochure-delivery.ts';
import { Pill, type Tone } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import styles from './brochures.module.css';
import { ResendBrochure } from './resend-brochure.tsx';

export type Delivery = {
  deliveredAt?: string | null;
  resendingSince?: string | null;
  problem?: DeliveryProblem | null;
};

const PROBLEM_TONES: Record<DeliveryProblem, Tone> = {
  NO_DEFAULT: 'red',
  FILE_MISSING: 'red',
  FAILED: 'amber',
  REFUSED: 'red',
};

/** The delivery status of a brochure request. */
export function DeliveryPill({ text, deliveredAt, resendingSince, problem }: Delivery & { text: AdminText }) {
  if (problem) {
    const label = DELIVERY_PROBLEMS.find(({ value }) => value === problem)?.label;
    return <Pill tone={PROBLEM_TONES[problem]}>{label}</Pill>;
  }
  if (resendingSince) return <Pill tone="amber">{text('brochures:onItsWayAgain')}</Pill>;
  return deliveredAt ? (
    <Pill tone="green">{text('brochures:delivered')}</Pill>
  ) : (
    <Pill tone="amber">{text('brochures:onItsWay')}</Pill>
  );
}

const STEPS = [
  ['createdAt', 'brochures:askedFor'],
  ['deliveredAt', 'brochures:delivered'],
  ['resendingSince', 'brochures:resendingSince'],
  ['sentAgainAt', 'brochures:sentAgain'],
] as const satisfies readonly [keyof BrochureRequest, PlainKey][];

/** The delivery status of a brochure request, with a button to resend the brochure. */
export async function DeliveryPanel({ id, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = adminText(i18n);
  // Read the request again, because the data of the form are from the time when the form was opened.
  const request = await readDelivery(payload, String(id));
  if (!request) return null;
  const { api } = payload.config.routes;
  const resendable = !isErasedEmail(request.email) && (await canResendBrochure(payload, String(id)));
  const stuck = resendable && (!request.deliveredAt || request.resendingSince);
  return (
    <div className={styles.panel}>
      <DeliveryPill text={text} {...request} />
      <dl className={styles.steps}>
        {STEPS.flatMap(([name, label]) => {
          const at = request[name];
          if (!at) return [];
          return (
            <div key={name}>
              <dt>{text(label)}</dt>
              <dd>{formatLondonDateTime(at)}</dd>
            </div>
          );
        })}
      </dl>
      {stuck && <p>{text('brochures:stuck')}</p>}
      {resendable && (
        <ResendBrochure
          url={`${api}/v1/brochures/requests/${id}/resend`}
          requestUrl={`${api}/brochure-requests/${id}`}
        />
      )}
    </div>
  );
}

const REMEDIES: Record<WaitingBrochures['problem'], 'brochures:noDefault' | 'brochures:fileMissing'> = {
  NO_DEFAULT: 'brochures:noDefault',
  FILE_MISSING: 'brochures:fileMissing',
};

/**
 * Tells staff how many brochure requests are waiting, why, and how to solve the problem. Once it is solved, the brochures are
 * sent within a minute.
 */
export async function WaitingNotice({ payload, user, i18n }: BeforeListTableServerProps) {
  if (!hasRole(user, 'content-manager', 'sales')) return null;
  const text = adminText(i18n);
  const waiting = await countWaitingBrochures(payload);
  const path = formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/collections/brochures' });
  return waiting.map(({ problem, count }) => (
    <p className={styles.notice} role="alert" key={problem}>
      <strong>{text('brochures:waiting', { count })}</strong> {text(REMEDIES[problem])}{' '}
      <Link href={path} prefetch={false}>
        {text('brochures:brochures')}
      </Link>
      .
    </p>
  ));
}

/** Whether the brochure of a request was delivered, or why not. */
export const DeliveryCell = ({ rowData, i18n }: DefaultServerCellComponentProps) => (
  <DeliveryPill text={adminText(i18n)} {...rowData} />
);

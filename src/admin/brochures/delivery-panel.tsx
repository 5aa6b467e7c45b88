import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { mayResend } from '../../services/brochures/resend.ts';
import { isErasedEmail } from '../../services/contact.ts';
import { londonMoment } from '../london-format.ts';
import { deskText, type PlainKey } from '../strings/desk-text.ts';
import styles from './brochures.module.css';
import { type Delivery, DeliveryPill } from './delivery-pill.tsx';
import { ResendButton } from './resend-button.tsx';

type Request = Delivery & { email?: string; createdAt?: string; sentAgainAt?: string | null };

const STEPS = [
  ['createdAt', 'brochures:askedFor'],
  ['deliveredAt', 'brochures:delivered'],
  ['resendingSince', 'brochures:resendingSince'],
  ['sentAgainAt', 'brochures:sentAgain'],
] as const satisfies readonly [keyof Request, PlainKey][];

/** How far the request has come, and how to send the brochure once more. */
export async function DeliveryPanel({ id, data, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = deskText(i18n);
  const request = data as Request;
  const resendable = !isErasedEmail(request.email) && (await mayResend(payload, String(id)));
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
              <dd>{londonMoment(at)}</dd>
            </div>
          );
        })}
      </dl>
      {stuck && <p>{text('brochures:stuck')}</p>}
      {resendable && <ResendButton url={`${payload.config.routes.api}/v1/brochures/requests/${id}/resend`} />}
    </div>
  );
}

import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { isErasedEmail } from '../../services/contact.ts';
import { londonMoment } from '../london-format.ts';
import styles from './brochures.module.css';
import { type Delivery, DeliveryPill } from './delivery-pill.tsx';
import { ResendButton } from './resend-button.tsx';

type Request = Delivery & { email?: string; createdAt?: string; sentAgainAt?: string | null };

const STEPS = [
  ['createdAt', 'Asked for'],
  ['deliveredAt', 'Delivered'],
  ['resendingSince', 'To be sent again since'],
  ['sentAgainAt', 'Sent again'],
] as const satisfies readonly [keyof Request, string][];

/** How far the request has come, and how to send the brochure once more. */
export function DeliveryPanel({ id, data, payload, req }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const request = data as Request;
  const settled = request.deliveredAt || request.problem === 'REFUSED';
  const mayResend = settled && !request.resendingSince && !isErasedEmail(request.email);
  return (
    <div className={styles.panel}>
      <DeliveryPill {...request} />
      <dl className={styles.steps}>
        {STEPS.flatMap(([name, label]) => {
          const at = request[name];
          if (!at) return [];
          return (
            <div key={name}>
              <dt>{label}</dt>
              <dd>{londonMoment(at)}</dd>
            </div>
          );
        })}
      </dl>
      {mayResend && <ResendButton url={`${payload.config.routes.api}/v1/brochures/requests/${id}/resend`} />}
    </div>
  );
}

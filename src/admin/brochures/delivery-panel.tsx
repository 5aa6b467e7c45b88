import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { isErasedEmail } from '../../services/contact.ts';
import styles from './brochures.module.css';
import { type Delivery, DeliveryPill } from './delivery-pill.tsx';
import { ResendButton } from './resend-button.tsx';

/** How far the request has come, and how to send the brochure once more. */
export function DeliveryPanel({ id, data, payload, req }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const delivery = data as Delivery & { email?: string };
  const settled = delivery.deliveredAt || delivery.problem === 'REFUSED';
  const mayResend = settled && !delivery.resendingSince && !isErasedEmail(delivery.email);
  return (
    <div className={styles.panel}>
      <DeliveryPill {...delivery} />
      {mayResend && <ResendButton url={`${payload.config.routes.api}/v1/brochures/requests/${id}/resend`} />}
    </div>
  );
}

import type { ServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { adminText } from '../strings/admin-text.ts';
import { NavLink } from './nav-client.tsx';

/** The link to the analytics page, for users who may read it. */
export function AnalyticsLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user, 'analyst')) return null;
  return <NavLink href={`${payload.config.routes.admin}/analytics`} label={adminText(i18n)('nav:analytics')} />;
}

/** The link to the calendar, for users who may see bookings. */
export function CalendarLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user, 'sales')) return null;
  return <NavLink href={`${payload.config.routes.admin}/calendar`} label={adminText(i18n)('nav:calendar')} />;
}

/** The link to the operations page, for admins. */
export function OperationsLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user)) return null;
  return <NavLink href={`${payload.config.routes.admin}/operations`} label={adminText(i18n)('nav:operations')} />;
}

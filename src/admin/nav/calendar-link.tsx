import type { ServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { deskText } from '../strings/desk-text.ts';
import { NavLink } from './nav-link.tsx';

/** The way to the calendar, for those who may see bookings. */
export function CalendarLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user, 'sales')) return null;
  return <NavLink href={`${payload.config.routes.admin}/calendar`} label={deskText(i18n)('nav:calendar')} />;
}

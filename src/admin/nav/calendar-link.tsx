import type { ServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { NavLink } from './nav-link.tsx';

/** The way to the calendar, for those who may see bookings. */
export function CalendarLink({ payload, user }: ServerProps) {
  if (!hasRole(user, 'sales')) return null;
  return <NavLink href={`${payload.config.routes.admin}/calendar`} label="Calendar" />;
}

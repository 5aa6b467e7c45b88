import type { ServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { deskText } from '../strings/desk-text.ts';
import { NavLink } from './nav-link.tsx';

/** The way to the analytics, for those who may read them. */
export function AnalyticsLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user, 'analyst')) return null;
  return <NavLink href={`${payload.config.routes.admin}/analytics`} label={deskText(i18n)('nav:analytics')} />;
}

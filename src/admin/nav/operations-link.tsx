import type { ServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { deskText } from '../strings/desk-text.ts';
import { NavLink } from './nav-link.tsx';

/** The way to the page of whoever runs the site. */
export function OperationsLink({ payload, user, i18n }: ServerProps) {
  if (!hasRole(user)) return null;
  return <NavLink href={`${payload.config.routes.admin}/operations`} label={deskText(i18n)('nav:operations')} />;
}

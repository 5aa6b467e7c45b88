'use client';
import { Link } from '@payloadcms/ui';
import { usePathname } from 'next/navigation.js';

/** A link of the navigation, marked when its page is open. */
export function NavLink({ href, label }: { href: string; label: string }) {
  const active = usePathname() === href;
  return (
    <Link className="nav__link" href={href} prefetch={false} aria-current={active ? 'page' : undefined}>
      {active && <div className="nav__link-indicator" />}
      <span className="nav__link-label">{label}</span>
    </Link>
  );
}

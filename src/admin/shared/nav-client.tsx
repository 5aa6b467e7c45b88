'use client';

import { Link, useNav, useWindowInfo } from '@payloadcms/ui';
import { usePathname } from 'next/navigation.js';
import { useEffect } from 'react';

/** A link of the navigation, highlighted on its own page. */
export function NavLink({ href, label }: { href: string; label: string }) {
  const active = usePathname() === href;
  return (
    <Link className="nav__link" href={href} prefetch={false} aria-current={active ? 'page' : undefined}>
      {active && <div className="nav__link-indicator" />}
      <span className="nav__link-label">{label}</span>
    </Link>
  );
}

const KEY = 'lomash-wood.menu';

/**
 * Remembers on laptops whether the menu is open. Payload remembers this only on wider screens, and closes the menu of a laptop at
 * each load. On narrower screens, where the menu covers the page, the menu stays closed after a load. Renders nothing.
 */
export function RememberNav() {
  const { hydrated, navOpen, setNavOpen } = useNav();
  const { l, m } = useWindowInfo().breakpoints ?? {};
  const isLaptop = l === true && m === false;

  useEffect(() => {
    if (!hydrated || !isLaptop || localStorage.getItem(KEY) !== 'open') return;
    // In the next tick, because Payload closes the menu after this effect.
    const timer = setTimeout(() => setNavOpen(true));
    return () => clearTimeout(timer);
  }, [hydrated, isLaptop, setNavOpen]);

  useEffect(() => {
    if (!isLaptop) return;
    const note = ({ target }: MouseEvent) => {
      const isToggle = target instanceof Element && target.closest('.nav-toggler, .nav__mobile-close');
      if (isToggle) localStorage.setItem(KEY, navOpen ? 'closed' : 'open');
    };
    document.addEventListener('click', note, true);
    return () => document.removeEventListener('click', note, true);
  }, [isLaptop, navOpen]);
  return null;
}

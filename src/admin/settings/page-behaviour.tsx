'use client';

import { usePathname } from 'next/navigation.js';
import { type ReactNode, useEffect, useLayoutEffect } from 'react';

/** Focuses the e-mail field of the login form as soon as the field exists and is enabled. Renders nothing. */
export function FocusFirstField() {
  useEffect(() => {
    const focus = () => {
      if (document.activeElement !== document.body) return true;
      const field = document.querySelector<HTMLInputElement>('input#field-email');
      field?.focus();
      return field !== null && document.activeElement === field;
    };
    if (focus()) return;
    const observer = new MutationObserver(() => focus() && observer.disconnect());
    observer.observe(document.body, { attributeFilter: ['disabled'], childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return null;
}

/** Renders its children only on `paths`. A path that ends in a slash matches all pages below this path. */
export function OnPaths({ paths, children }: { paths: string[]; children: ReactNode }) {
  const current = usePathname();
  const isOnPath = paths.some((path) => (path.endsWith('/') ? current.startsWith(path) : current === path));
  return isOnPath ? children : null;
}

type Props = {
  /** The `cookiePrefix` of Payload's configuration; the name of its theme cookie begins with this prefix. */
  cookiePrefix: string;
  children: ReactNode;
};

/**
 * Applies the theme that the user has chosen, or the theme of their system, on every page, also when the system changes its theme
 * later. (Code editors keep the theme with which the page was loaded.) Payload does so only for signed-in users, and once per page. For others it relies on a request header that few browsers
 * send with their first request.
 */
export function ReaderTheme({ cookiePrefix, children }: Props) {
  useLayoutEffect(() => {
    const night = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset.theme = readChosenTheme(cookiePrefix) ?? (night.matches ? 'dark' : 'light');
    };
    apply();
    night.addEventListener('change', apply);
    return () => night.removeEventListener('change', apply);
  }, [cookiePrefix]);
  return children;
}

function readChosenTheme(cookiePrefix: string): 'light' | 'dark' | undefined {
  const name = `${cookiePrefix}-theme=`;
  const cookie = document.cookie.split('; ').find((one) => one.startsWith(name));
  const value = cookie?.slice(name.length);
  return value === 'light' || value === 'dark' ? value : undefined;
}

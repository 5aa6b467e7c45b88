'use client';
import { type ReactNode, useLayoutEffect } from 'react';

type Props = {
  /** Of the host's configuration, as Payload's own cookie of the theme begins. */ cookiePrefix: string;
  children: ReactNode;
};

/**
 * The theme that the reader has chosen, or that of their system, on every page. Payload sees to it for who is signed in; before
 * that, the browser has to have told its own in a header, which few do on the first page.
 */
export function ReaderTheme({ cookiePrefix, children }: Props) {
  useLayoutEffect(() => {
    const name = `${cookiePrefix}-theme=`;
    const chosen = document.cookie
      .split('; ')
      .find((cookie) => cookie.startsWith(name))
      ?.slice(name.length);
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : system;
  }, [cookiePrefix]);
  return children;
}

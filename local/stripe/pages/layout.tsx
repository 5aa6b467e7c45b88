import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { STYLE } from './style.ts';

type Page = {
  title: string;
  /** Whether something is about to change, so that the page looks again. */
  refresh?: boolean;
  children: ReactNode;
};

function Layout({ title, refresh = false, children }: Page) {
  return (
    <html lang="en-GB">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {refresh && <meta httpEquiv="refresh" content="2" />}
        <title>{`${title} · Stripe simulator`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <header>
            <a href="/">Lomash Wood</a>
            <span>Stripe simulator</span>
          </header>
          {children}
        </main>
      </body>
    </html>
  );
}

export const render = (page: Page): string => `<!doctype html>${renderToStaticMarkup(<Layout {...page} />)}`;

import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { STYLE } from './style.ts';

type Page = {
  /** Written into the page without escaping, so it must not contain user input. */
  title: string;
  /** Whether the page reloads itself every two seconds, because its content will change soon. */
  refresh?: boolean;
  children: ReactNode;
};

function Frame({ children }: { children: ReactNode }) {
  return (
    <main>
      <header>
        <a href="/">Lomash Wood</a>
        <span>Stripe simulator</span>
      </header>
      {children}
    </main>
  );
}

/** A whole HTML document. */
export const render = ({ title, refresh = false, children }: Page): string => `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh ? '<meta http-equiv="refresh" content="2">' : ''}
<title>${title} · Stripe simulator</title>
<style>${STYLE}</style>
${renderToStaticMarkup(<Frame>{children}</Frame>)}
</html>
`;

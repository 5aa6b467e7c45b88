'use client';

import { type ReactNode, useEffect, useReducer } from 'react';
import { flushSync } from 'react-dom';

/**
 * Runs the outstanding effects of React before each click is handled. An effect of Payload's list replaces the URL, and Next.js
 * then drops a navigation that has already started. Without this component, a link that is clicked as soon as a list appears
 * would do nothing.
 */
export function EffectsBeforeClicks({ children }: { children: ReactNode }) {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    // React runs outstanding effects before it renders.
    const runEffects = () => flushSync(render);
    window.addEventListener('click', runEffects, { capture: true });
    return () => window.removeEventListener('click', runEffects, { capture: true });
  }, []);
  return children;
}

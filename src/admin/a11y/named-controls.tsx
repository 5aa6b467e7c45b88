'use client';
import { type ReactNode, useEffect } from 'react';
import { useDeskText } from '../strings/use-desk-text.ts';
import { nameControls } from './control-names.ts';
import { correctRoles } from './control-roles.ts';

/** Gives the controls that Payload draws without words a name, and others their right role, whenever some of them appear. */
export function NamedControls({ children }: { children: ReactNode }) {
  const text = useDeskText();
  useEffect(() => {
    let frame = 0;
    const name = () => {
      frame = 0;
      nameControls(document, text);
      correctRoles(document);
    };
    const soon = () => {
      frame ||= requestAnimationFrame(name);
    };
    soon();
    const appearing = new MutationObserver(soon);
    appearing.observe(document.body, { childList: true, subtree: true });
    return () => {
      appearing.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [text]);
  return children;
}

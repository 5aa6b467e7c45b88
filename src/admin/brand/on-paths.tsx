'use client';
import { usePathname } from 'next/navigation.js';
import type { ReactNode } from 'react';

/** What stands on pages at these paths alone; one that ends in a slash means those below it. */
export function OnPaths({ paths, children }: { paths: string[]; children: ReactNode }) {
  const current = usePathname();
  const here = paths.some((path) => (path.endsWith('/') ? current.startsWith(path) : current === path));
  return here ? children : null;
}

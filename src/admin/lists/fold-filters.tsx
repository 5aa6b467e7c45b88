'use client';
import { useWindowInfo } from '@payloadcms/ui';
import { useEffect } from 'react';

const OPEN_PANEL = '.list-controls__toggle-where[aria-expanded="true"]';

/**
 * Payload opens its filters wherever an address has some, which is every ready-made list: on a phone that leaves no room for the list.
 * There they are folded when a list is opened; whoever wants them opens them.
 */
export function FoldFilters({ list }: { list: string | undefined }) {
  const phone = useWindowInfo().breakpoints?.s ?? false;
  useEffect(() => {
    if (phone && list) document.querySelector<HTMLElement>(OPEN_PANEL)?.click();
  }, [phone, list]);
  return null;
}

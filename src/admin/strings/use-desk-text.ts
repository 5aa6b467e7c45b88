'use client';
import { useTranslation } from '@payloadcms/ui';
import { useMemo } from 'react';
import { type DeskText, deskText } from './desk-text.ts';

/** Our texts in client components. */
export function useDeskText(): DeskText {
  const { t } = useTranslation();
  return useMemo(() => deskText({ t }), [t]);
}

'use client';
import { useTranslation } from '@payloadcms/ui';
import { useMemo } from 'react';
import { type AdminText, adminText } from './admin-text.ts';

/** Returns the function that looks up our texts of the admin UI, for client components. */
export function useAdminText(): AdminText {
  const { t } = useTranslation();
  return useMemo(() => adminText({ t }), [t]);
}

'use client';
import { ConfigProvider, DefaultEditView, useAuth, useConfig, useDocumentInfo } from '@payloadcms/ui';
import type { ClientConfig, DocumentViewClientProps } from 'payload';
import { useMemo } from 'react';

/** Options with which Payload's form shows the e-mail field but no password fields. They have no other effect on the form. */
const WITHOUT_PASSWORD = { enableFields: true, optionalPassword: true } as const;

/**
 * The form of a member of staff, with password fields only for the user's own account. New staff choose a password through the
 * invitation; staff reset a forgotten password on the login page.
 */
export function StaffEditView(props: DocumentViewClientProps) {
  const { config } = useConfig();
  const { id, collectionSlug } = useDocumentInfo();
  const { user } = useAuth();
  const isOwn = id !== undefined && id === user?.id;
  const shown = useMemo(
    () => (isOwn || !collectionSlug ? config : withoutPassword(config, collectionSlug)),
    [config, collectionSlug, isOwn],
  );
  return (
    <ConfigProvider config={shown}>
      <DefaultEditView {...props} />
    </ConfigProvider>
  );
}

const withoutPassword = (config: ClientConfig, slug: string): ClientConfig => ({
  ...config,
  collections: config.collections.map((collection) =>
    collection.slug === slug && collection.auth
      ? { ...collection, auth: { ...collection.auth, disableLocalStrategy: WITHOUT_PASSWORD } }
      : collection,
  ),
});

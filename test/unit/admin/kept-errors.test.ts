import type { Config } from 'payload';
import { expect, test } from 'vitest';
import { withScreens } from '../../../src/admin/shared/with-screens.ts';

test('the form of every collection and global keeps the errors of a refused save, in a component after its own controls', () => {
  const own = '/src/own.tsx#Own';
  const { collections, globals } = withScreens({
    collections: [
      { slug: 'plain', fields: [] },
      { slug: 'own', fields: [], admin: { components: { edit: { beforeDocumentControls: [own] } } } },
    ],
    globals: [{ slug: 'settings', fields: [] }],
  } as unknown as Config);
  const kept = expect.stringContaining('KeepFieldErrors');
  for (const collection of collections ?? [])
    expect(collection.admin?.components?.edit?.beforeDocumentControls).toContainEqual(kept);
  expect(collections?.[1]?.admin?.components?.edit?.beforeDocumentControls?.[0]).toBe(own);
  expect(globals?.[0]?.admin?.components?.elements?.beforeDocumentControls).toEqual([kept]);
});

import type { CollectionConfig, Config } from 'payload';
import { empty } from '../strings/shared.ts';

const READY_LISTS = '/src/admin/shared/list-preset-bar.tsx#ListPresets';

/** Gives lists with presets a new filter builder whenever staff open another preset. */
export const withFreshFilters = (config: Config): Config => ({
  ...config,
  collections: config.collections?.map((collection) =>
    collection.admin?.components?.beforeListTable?.includes(READY_LISTS) ? withList(collection) : collection,
  ),
});

const withList = (collection: CollectionConfig): CollectionConfig => ({
  ...collection,
  admin: {
    ...collection.admin,
    components: {
      ...collection.admin?.components,
      views: {
        list: { Component: '/src/admin/shared/list-tools.tsx#FreshFilters' },
        ...collection.admin?.components?.views,
      },
    },
  },
});

const COMPONENT = '/src/admin/shared/list-preset-bar.tsx#EmptyList';

/** Makes empty lists explain what they will contain and how entries are added. */
export const withEmptyLists = (config: Config): Config => ({
  ...config,
  collections: config.collections?.map((collection) => {
    if (!(collection.slug in empty)) return collection;
    const { components } = collection.admin ?? {};
    return {
      ...collection,
      admin: {
        ...collection.admin,
        components: { ...components, beforeListTable: [...(components?.beforeListTable ?? []), COMPONENT] },
      },
    };
  }),
});

import type {
  ClientUser,
  CollectionConfig,
  CollectionSlug,
  Config,
  DocumentTabCondition,
  EditConfig,
  GlobalConfig,
  GlobalSlug,
  TypedUser,
} from 'payload';
import { hasRole, type Role } from '../../access/roles.ts';
import { withEmptyLists } from './with-lists.ts';

type Slug = Exclude<CollectionSlug | GlobalSlug, `payload-${string}`>;

/**
 * The roles that see each collection and global in the menu. Admins see all collections and globals. Other roles can still read a
 * hidden collection in a field of another form, but have no page for it.
 */
const MENU: Record<Slug, readonly Role[]> = {
  products: ['content-manager', 'sales'],
  ranges: ['content-manager'],
  styles: ['content-manager'],
  finishes: ['content-manager'],
  colours: ['content-manager'],
  blogs: ['content-manager'],
  media: ['content-manager'],
  redirects: ['content-manager'],
  bookings: ['sales'],
  'time-slots': ['sales'],
  showrooms: [],
  availability: [],
  brochures: ['content-manager'],
  'brochure-requests': ['sales'],
  orders: ['sales'],
  payments: ['sales'],
  invoices: ['sales'],
  'loyalty-accounts': ['sales'],
  'loyalty-entries': ['sales'],
  customers: ['sales'],
  users: [],
  'domain-events': [],
  'refused-events': [],
  changes: [],
  settings: [],
  'analytics-settings': ['analyst'],
};

/**
 * Hides collections and globals from the roles that do not use them. The host's own collections and globals are unchanged.
 */
export function withMenu(config: Config): Config {
  const hide = <T extends CollectionConfig | GlobalConfig>(entity: T): T => {
    const roles = MENU[entity.slug as Slug];
    if (!roles) return entity;
    const hidden = ({ user }: { user: ClientUser }) => !hasRole(user as TypedUser, ...roles);
    return { ...entity, admin: { ...entity.admin, hidden } };
  };
  return { ...config, collections: config.collections?.map(hide), globals: config.globals?.map(hide) };
}

/** Adapts the admin UI to staff: the menu, empty lists, titles and tabs of documents, and the errors of forms. */
export const withScreens = (config: Config): Config =>
  withKeptErrors(withApiTabForAdmins(withReadableTitles(withMenu(withEmptyLists(config)))));

const NO_TITLE = '/src/admin/shared/form-parts.tsx#NoTitle';

/** Adds a component to every collection, so that a document without a title does not show its id as title. */
const withReadableTitles = (config: Config): Config => ({
  ...config,
  collections: config.collections?.map((collection) => {
    const { components } = collection.admin ?? {};
    const edit = components?.edit;
    const beforeDocumentControls = [...(edit?.beforeDocumentControls ?? []), NO_TITLE];
    return {
      ...collection,
      admin: { ...collection.admin, components: { ...components, edit: { ...edit, beforeDocumentControls } } },
    };
  }),
});

const admins: DocumentTabCondition = ({ req }) => hasRole(req.user);

/** Shows the "API" tab of documents only to admins, because nobody else needs it. */
function withApiTabForAdmins(config: Config): Config {
  return {
    ...config,
    collections: config.collections?.map((collection) => withTab<CollectionConfig>(collection)),
    globals: config.globals?.map((global) => withTab<GlobalConfig>(global)),
  };
}

function withTab<T extends CollectionConfig | GlobalConfig>(entity: T): T {
  const { components } = entity.admin ?? {};
  const existing = components?.views?.edit;
  const api = { tab: { condition: admins } };
  const edit: EditConfig = existing?.default ? { default: existing.default, api } : { api };
  return {
    ...entity,
    admin: { ...entity.admin, components: { ...components, views: { ...components?.views, edit } } },
  };
}

const KEEP_ERRORS = '/src/admin/shared/form-parts.tsx#KeepFieldErrors';

/** Keeps the errors of a refused save visible, with a component in the form of every collection and global. */
function withKeptErrors(config: Config): Config {
  return {
    ...config,
    collections: config.collections?.map((collection) => {
      const { components } = collection.admin ?? {};
      const edit = {
        ...components?.edit,
        beforeDocumentControls: [...(components?.edit?.beforeDocumentControls ?? []), KEEP_ERRORS],
      };
      return { ...collection, admin: { ...collection.admin, components: { ...components, edit } } };
    }),
    globals: config.globals?.map((global) => {
      const { components } = global.admin ?? {};
      const elements = {
        ...components?.elements,
        beforeDocumentControls: [...(components?.elements?.beforeDocumentControls ?? []), KEEP_ERRORS],
      };
      return { ...global, admin: { ...global.admin, components: { ...components, elements } } };
    }),
  };
}

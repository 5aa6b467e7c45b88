import type {
  CollectionConfig,
  Config,
  DateField,
  Field,
  FieldHook,
  GlobalConfig,
  SanitizedCollectionConfig,
} from 'payload';
import { isReadOnly, isSystemField } from '../../access/access.ts';
import { cleanLine, cleanText } from '../../lib/text.ts';

/**
 * Applies `change` to all fields, including those nested in tabs, blocks, rows, collapsibles, groups and arrays; inner fields
 * first.
 */
export const mapFields = (fields: Field[], change: (field: Field) => Field): Field[] =>
  fields.map((field) => change(withInner(field, change)));

function withInner(field: Field, change: (field: Field) => Field): Field {
  switch (field.type) {
    case 'tabs':
      return { ...field, tabs: field.tabs.map((tab) => ({ ...tab, fields: mapFields(tab.fields, change) })) };
    case 'blocks':
      return { ...field, blocks: field.blocks.map((block) => ({ ...block, fields: mapFields(block.fields, change) })) };
    case 'row':
    case 'collapsible':
    case 'group':
    case 'array':
      return { ...field, fields: mapFields(field.fields, change) };
    default:
      return field;
  }
}

/** Date formats by picker appearance; Payload's defaults are American. */
const FORMATS: Record<string, string> = {
  default: 'd MMM yyyy',
  dayOnly: 'd MMM yyyy',
  dayAndTime: 'd MMM yyyy, HH:mm',
  timeOnly: 'HH:mm',
  monthOnly: 'MMMM yyyy',
};

const MONDAY = 1;

/** Sets British date formats (day first) and weeks that start on Monday for all date fields. */
export const withBritishDates = (config: Config): Config => ({
  ...config,
  collections: config.collections?.map(
    (collection): CollectionConfig => ({
      ...collection,
      fields: mapFields(collection.fields, toBritish),
    }),
  ),
  globals: config.globals?.map((global): GlobalConfig => ({ ...global, fields: mapFields(global.fields, toBritish) })),
});

const toBritish = (field: Field): Field => (field.type === 'date' ? withFormat(field) : field);

function withFormat(field: DateField): DateField {
  const { date } = field.admin ?? {};
  const { pickerAppearance = 'default', overrides } = date ?? {};
  return {
    ...field,
    admin: {
      ...field.admin,
      date: {
        displayFormat: FORMATS[pickerAppearance],
        timeFormat: 'HH:mm',
        ...date,
        overrides: { calendarStartDay: MONDAY, ...overrides },
      },
    } as DateField['admin'],
  };
}

const ABBREVIATIONS = /\b(id|url|pdf)\b/g;

/**
 * Labels the fields of a collection or global in sentence case, for example `firstName` as "First name". Payload would write
 * "First Name" beside labels such as "E-mail verified". Fields with their own label keep it.
 */
export const withSentenceLabels = <T extends CollectionConfig | GlobalConfig>(config: T): T => ({
  ...config,
  fields: mapFields(config.fields, toSentence),
});

function toSentence(field: Field): Field {
  if (!('name' in field) || !field.name || field.label !== undefined || field.type === 'ui') return field;
  const words = field.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  const label = words.replace(ABBREVIATIONS, (word) => word.toUpperCase());
  return { ...field, label: label.charAt(0).toUpperCase() + label.slice(1) } as Field;
}

const VALUE_FIELD = '/src/admin/shared/value-field.tsx#ValueField';

/** Field types that `ValueField` can show as text. */
const TEXT_TYPES = new Set([
  'text',
  'email',
  'textarea',
  'number',
  'select',
  'date',
  'checkbox',
  'relationship',
  'json',
]);

/**
 * Makes forms show read-only data as text instead of in disabled inputs. This applies to all fields of read-only collections, to
 * system fields, and to fields with `admin.readOnly`. Fields with their own component keep it.
 */
export function withValuesAsText(config: Config): Config {
  return { ...config, collections: config.collections?.map(withValues) };
}

function withValues(collection: CollectionConfig): CollectionConfig {
  const readOnly = isReadOnly(collection);
  return {
    ...collection,
    fields: mapFields(collection.fields, (field) =>
      readOnly || isSystemField(field) || isMarkedReadOnly(field) ? asText(field) : field,
    ),
  };
}

const isMarkedReadOnly = (field: Field): boolean =>
  field.admin !== undefined && 'readOnly' in field.admin && field.admin.readOnly === true;

function asText(field: Field): Field {
  if (!TEXT_TYPES.has(field.type)) return field;
  const { admin } = field as Extract<Field, { type: 'text' }>;
  if (admin?.hidden || admin?.components?.Field) return field;
  return { ...field, admin: { ...admin, components: { ...admin?.components, Field: VALUE_FIELD } } } as Field;
}

/**
 * Normalises the texts of all fields (`cleanText` and `cleanLine` in lib/text.ts), whichever API writes them. Line breaks in
 * single-line fields become spaces, as when a browser pastes text into an input.
 */
export const withCleanText = (fields: Field[]): Field[] => mapFields(fields, cleanField);

function cleanField(field: Field): Field {
  switch (field.type) {
    case 'text':
    case 'email':
      return { ...field, hooks: withCleanHook(field.hooks, (text) => cleanLine(text.replace(/\s+/g, ' '))) } as Field;
    case 'textarea':
      return { ...field, hooks: withCleanHook(field.hooks, cleanText) };
    default:
      return field;
  }
}

type Hooks = { beforeValidate?: FieldHook[] } | undefined;

const withCleanHook = (hooks: Hooks, clean: (text: string) => string) => ({
  ...hooks,
  beforeValidate: [createCleanHook(clean), ...(hooks?.beforeValidate ?? [])],
});

/**
 * Returns a hook that cleans a text, except in an autosave of a draft. If an autosave cleaned the text, the form would
 * replace the text that somebody is still typing. A later save, such as the publication, cleans the text.
 */
const createCleanHook =
  (clean: (text: string) => string): FieldHook =>
  ({ value, req, collection, data }) => {
    if (isTrue(req.query?.autosave) && isDraft(collection, data)) return value;
    if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? clean(each) : each));
    return typeof value === 'string' ? clean(value) : value;
  };

/** Whether the saved document is a draft in a collection with autosave. */
function isDraft(collection: SanitizedCollectionConfig | null, data: { _status?: unknown } | undefined): boolean {
  const { drafts } = collection?.versions ?? {};
  return typeof drafts === 'object' && Boolean(drafts.autosave) && data?._status === 'draft';
}

/** Payload's REST API converts the parameter `autosave` to a boolean; GraphQL leaves it as text. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';

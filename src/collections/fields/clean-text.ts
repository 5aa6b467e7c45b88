import type { Field, FieldHook } from 'payload';
import { cleanLine, cleanText } from '../../services/text/clean.ts';

/**
 * Fields whose text is stored clean (services/text/clean.ts), whichever door it comes through. Line breaks in a field of one line
 * become spaces, as browsers paste them.
 */
export const withCleanText = (fields: Field[]): Field[] => fields.map(cleanField);

function cleanField(field: Field): Field {
  switch (field.type) {
    case 'text':
    case 'email':
      return { ...field, hooks: withHook(field.hooks, (text) => cleanLine(text.replace(/\s+/g, ' '))) } as Field;
    case 'textarea':
      return { ...field, hooks: withHook(field.hooks, cleanText) };
    case 'tabs':
      return { ...field, tabs: field.tabs.map((tab) => ({ ...tab, fields: withCleanText(tab.fields) })) };
    case 'blocks':
      return { ...field, blocks: field.blocks.map((block) => ({ ...block, fields: withCleanText(block.fields) })) };
    case 'row':
    case 'collapsible':
    case 'group':
    case 'array':
      return { ...field, fields: withCleanText(field.fields) };
    default:
      return field;
  }
}

type Hooks = { beforeValidate?: FieldHook[] } | undefined;

const withHook = (hooks: Hooks, clean: (text: string) => string) => ({
  ...hooks,
  beforeValidate: [cleanWith(clean), ...(hooks?.beforeValidate ?? [])],
});

/** Not while somebody types: the form of a draft that is saved by itself takes over what comes back. */
const cleanWith =
  (clean: (text: string) => string): FieldHook =>
  ({ value, req }) => {
    if (req.query?.autosave === 'true') return value;
    if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? clean(each) : each));
    return typeof value === 'string' ? clean(value) : value;
  };

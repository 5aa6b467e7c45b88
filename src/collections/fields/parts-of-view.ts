import type { UIField } from 'payload';

/** For fields that are columns of the list, and nothing in the form. */
export const hiddenInForm = (): boolean => false;

/**
 * A column of the list that `cell` draws. It is never of the form too: Payload draws the cell of a `ui` field there as well, without
 * a row, and a cell that reads its row takes the page down.
 */
export const listOnly = (name: string, cell: string, label?: string): UIField => ({
  ...{ name, type: 'ui', ...(label ? { label } : {}) },
  admin: { condition: hiddenInForm, components: { Cell: cell } },
});

/** A part of the form that `field` draws and the list knows nothing of. */
export const formOnly = (
  name: string,
  field: string,
  { position }: Pick<UIField['admin'], 'position'> = {},
): UIField => ({
  ...{ name, type: 'ui' },
  admin: { ...(position ? { position } : {}), disableListColumn: true, components: { Field: field } },
});

/** Names of Payload's own controls that are drawn without words. */
export const names = {
  selectRow: 'Select this row',
  selectNamed: 'Select {{name}}',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  more: 'More actions',
  edit: 'Edit',
  remove: 'Remove',
  clear: 'Clear',
  drag: 'Drag to another place',
  dashboard: 'Dashboard',
} as const;

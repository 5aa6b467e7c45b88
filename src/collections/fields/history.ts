import type { UIField } from 'payload';

/** Shows admins who has changed a document, and what happened to it. */
export const historyField: UIField = {
  name: 'changeHistory',
  type: 'ui',
  admin: { components: { Field: '/src/admin/history/history-panel.tsx#HistoryPanel' } },
};

import { formOnly } from './parts-of-view.ts';

/** Shows admins who has changed a document, and what happened to it. */
export const historyField = formOnly('changeHistory', '/src/admin/history/history-panel.tsx#HistoryPanel');

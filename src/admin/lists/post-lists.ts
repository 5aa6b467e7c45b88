import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among the posts. */
export const postLists = (): ReadyList[] => [
  readyList('Newest', '-createdAt'),
  readyList('Drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
  readyList('Published', '-publishedAt', [['_status', 'equals', 'published']]),
];

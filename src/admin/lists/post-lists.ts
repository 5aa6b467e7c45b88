import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among the posts. */
export const postLists = (): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
  readyList('published', '-publishedAt', [['_status', 'equals', 'published']]),
];

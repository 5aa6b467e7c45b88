import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among photos and films. */
export const mediaLists = (): ReadyList[] => [
  readyList('Newest', '-createdAt'),
  readyList('Without alt text', '-createdAt', [
    ['alt', 'exists', 'false'],
    ['mimeType', 'contains', 'image/'],
  ]),
  readyList('Films', '-createdAt', [['mimeType', 'contains', 'video/']]),
];

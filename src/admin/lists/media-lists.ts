import { type ReadyList, readyList } from './ready-list.ts';

/** What editors look for among photos and films. */
export const mediaLists = (): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('withoutAlt', '-createdAt', [
    ['alt', 'exists', 'false'],
    ['mimeType', 'contains', 'image/'],
  ]),
  readyList('films', '-createdAt', [['mimeType', 'contains', 'video/']]),
];

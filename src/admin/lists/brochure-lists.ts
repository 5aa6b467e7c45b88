import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the requests for brochures. */
export const brochureRequestLists = (): ReadyList[] => [
  readyList('Newest', '-createdAt'),
  readyList('Not delivered', 'createdAt', [['deliveredAt', 'exists', 'false']]),
  readyList('Waiting for a brochure', 'createdAt', [['problem', 'in', 'NO_DEFAULT,FILE_MISSING']]),
  readyList('Refused', '-createdAt', [['problem', 'equals', 'REFUSED']]),
  readyList('Sent again', '-sentAgainAt', [['sentAgainAt', 'exists', 'true']]),
];

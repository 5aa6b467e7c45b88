import { ERASED_EMAIL } from '../../services/contact.ts';
import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the requests for brochures. */
export const brochureRequestLists = (): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('notDelivered', 'createdAt', [
    ['deliveredAt', 'exists', 'false'],
    ['email', 'not_equals', ERASED_EMAIL],
  ]),
  readyList('waitingForBrochure', 'createdAt', [['problem', 'in', 'NO_DEFAULT,FILE_MISSING']]),
  readyList('refused', '-createdAt', [['problem', 'equals', 'REFUSED']]),
  readyList('sentAgain', '-sentAgainAt', [['sentAgainAt', 'exists', 'true']]),
];

import { RECENT_DAYS, REFUSAL_DAYS } from '../../services/brochures/figures.ts';
import { ERASED_EMAIL } from '../../services/contact.ts';
import { type Condition, daysBefore, type ReadyList, readyList } from './ready-list.ts';

const UNDELIVERED: Condition[] = [
  ['deliveredAt', 'exists', 'false'],
  ['email', 'not_equals', ERASED_EMAIL],
];

/** What sales staff look for among the requests for brochures. */
export const brochureRequestLists = (now: Date): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('lastWeek', '-createdAt', [['createdAt', 'greater_than', daysBefore(now, RECENT_DAYS)]]),
  readyList(
    'notDelivered',
    'createdAt',
    [...UNDELIVERED, ['problem', 'not_equals', 'REFUSED']],
    [...UNDELIVERED, ['updatedAt', 'greater_than', daysBefore(now, REFUSAL_DAYS)]],
  ),
  readyList('waitingForBrochure', 'createdAt', [['problem', 'in', 'NO_DEFAULT,FILE_MISSING']]),
  readyList('refused', '-createdAt', [['problem', 'equals', 'REFUSED']]),
  readyList('sentAgain', '-sentAgainAt', [['sentAgainAt', 'exists', 'true']]),
];

import { inLondon } from '../../services/london.ts';
import { SALES_DAYS } from '../../services/sales/figures.ts';
import { type ReadyList, readyList } from './ready-list.ts';

/** The start of the first of the days that the home page counts, today being the last. */
const firstDay = (now: Date) =>
  inLondon(now)
    .startOf('day')
    .minus({ days: SALES_DAYS - 1 })
    .toJSDate()
    .toISOString();

/** What sales staff look for among the orders. */
export const orderLists = (): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('paid', '-createdAt', [['status', 'equals', 'CONFIRMED']]),
  readyList('unpaid', 'paymentDueAt', [['status', 'equals', 'PENDING']]),
  readyList('refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
  readyList('cancelled', '-updatedAt', [['status', 'equals', 'CANCELLED']]),
];

/** What they look for among the payments. */
export const paymentLists = (now: Date): ReadyList[] => [
  readyList('newest', '-createdAt'),
  readyList('paidLately', '-paidAt', [['paidAt', 'greater_than_equal', firstDay(now)]]),
  readyList('failed', '-updatedAt', [['status', 'equals', 'FAILED']]),
  readyList('open', 'createdAt', [['status', 'in', 'PENDING,PROCESSING']]),
  readyList('disputed', '-updatedAt', [['status', 'equals', 'DISPUTED']]),
  readyList('refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
];

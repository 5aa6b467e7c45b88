import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the orders. */
export const orderLists = (): ReadyList[] => [
  readyList('Newest', '-createdAt'),
  readyList('Paid', '-createdAt', [['status', 'equals', 'CONFIRMED']]),
  readyList('Unpaid', 'paymentDueAt', [['status', 'equals', 'PENDING']]),
  readyList('Refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
  readyList('Cancelled', '-updatedAt', [['status', 'equals', 'CANCELLED']]),
];

/** What they look for among the payments. */
export const paymentLists = (): ReadyList[] => [
  readyList('Newest', '-createdAt'),
  readyList('Failed', '-updatedAt', [['status', 'equals', 'FAILED']]),
  readyList('Open', 'createdAt', [['status', 'in', 'PENDING,PROCESSING']]),
  readyList('Disputed', '-updatedAt', [['status', 'equals', 'DISPUTED']]),
  readyList('Refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
];

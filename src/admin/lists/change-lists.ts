import { type ReadyList, readyList } from './ready-list.ts';

/** What admins look for in the change log. */
export const changeLists = (): ReadyList[] => [
  readyList('newest', '-at'),
  readyList('byStaff', '-at', [['actor', 'equals', 'staff']]),
  readyList('bookings', '-at', [['entity', 'equals', 'bookings']]),
  readyList('orders', '-at', [['entity', 'equals', 'orders']]),
  readyList('staffAndRoles', '-at', [['entity', 'equals', 'users']]),
  readyList('signIns', '-at', [['entity', 'equals', 'sign-ins']]),
  readyList('jobs', '-at', [['entity', 'equals', 'jobs']]),
  readyList('settings', '-at', [['entity', 'in', 'settings,availability,analytics-settings']]),
];

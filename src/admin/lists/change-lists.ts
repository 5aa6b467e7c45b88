import { type ReadyList, readyList } from './ready-list.ts';

/** What admins look for in the change log. */
export const changeLists = (): ReadyList[] => [
  readyList('Newest', '-at'),
  readyList('By staff', '-at', [['actor', 'equals', 'staff']]),
  readyList('Bookings', '-at', [['entity', 'equals', 'bookings']]),
  readyList('Orders', '-at', [['entity', 'equals', 'orders']]),
  readyList('Staff and roles', '-at', [['entity', 'equals', 'users']]),
  readyList('Jobs given up', '-at', [['entity', 'equals', 'jobs']]),
  readyList('Settings', '-at', [['entity', 'in', 'settings,availability,analytics-settings']]),
];

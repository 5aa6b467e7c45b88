import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the slots. */
export function slotLists(now: Date): ReadyList[] {
  const at = now.toISOString();
  return [
    readyList('Coming', 'startsAt', [['startsAt', 'greater_than', at]]),
    readyList('Free', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'not_equals', 'true'],
      ['isClosed', 'not_equals', 'true'],
    ]),
    readyList('Booked', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'equals', 'true'],
    ]),
    readyList('Closed', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isClosed', 'equals', 'true'],
    ]),
    readyList('Past', '-startsAt', [['startsAt', 'less_than', at]]),
  ];
}

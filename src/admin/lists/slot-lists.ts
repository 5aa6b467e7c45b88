import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the slots. */
export function slotLists(now: Date): ReadyList[] {
  const at = now.toISOString();
  return [
    readyList('coming', 'startsAt', [['startsAt', 'greater_than', at]]),
    readyList('free', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'not_equals', 'true'],
      ['isClosed', 'not_equals', 'true'],
    ]),
    readyList('booked', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'equals', 'true'],
    ]),
    readyList('closed', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isClosed', 'equals', 'true'],
    ]),
    readyList('past', '-startsAt', [['startsAt', 'less_than', at]]),
  ];
}

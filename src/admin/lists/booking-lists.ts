import { inLondon } from '../../services/london.ts';
import { type ReadyList, readyList } from './ready-list.ts';

/** What sales staff look for among the bookings; days are London days. */
export function bookingLists(now: Date): ReadyList[] {
  const today = inLondon(now).startOf('day').toJSDate().toISOString();
  const tomorrow = inLondon(now).startOf('day').plus({ days: 1 }).toJSDate().toISOString();
  const at = now.toISOString();
  return [
    readyList('newest', '-createdAt'),
    readyList('toConfirm', 'startsAt', [
      ['status', 'equals', 'PENDING'],
      ['slot.startsAt', 'greater_than', at],
    ]),
    readyList('today', 'startsAt', [
      ['slot.startsAt', 'greater_than_equal', today],
      ['slot.startsAt', 'less_than', tomorrow],
    ]),
    readyList('coming', 'startsAt', [
      ['slot.startsAt', 'greater_than', at],
      ['status', 'not_equals', 'CANCELLED'],
    ]),
    readyList('toClose', 'startsAt', [
      ['slot.endsAt', 'less_than_equal', at],
      ['status', 'in', 'PENDING,CONFIRMED'],
    ]),
    readyList('cancelled', '-updatedAt', [['status', 'equals', 'CANCELLED']]),
  ];
}

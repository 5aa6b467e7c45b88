import type { BookingStatus } from './types.ts';

const MOVES: Record<BookingStatus, readonly BookingStatus[]> = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['COMPLETED', 'NO_SHOW', 'CANCELLED'],
  COMPLETED: [],
  NO_SHOW: [],
  CANCELLED: [],
};

/** Whether a booking may go from one state to another (api.md §3); staying put is not a move. */
export const mayMove = (from: BookingStatus, to: BookingStatus): boolean => MOVES[from].includes(to);

/** States that say how a visit went: it has to have begun. */
export const isOutcome = (status: BookingStatus): boolean => status === 'COMPLETED' || status === 'NO_SHOW';

/** Whether a booking in this state can still be rescheduled. */
export const isOpen = (status: BookingStatus): boolean => status === 'PENDING' || status === 'CONFIRMED';

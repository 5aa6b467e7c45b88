import type { BookingRow } from './read-booking.ts';

/** A booking as `/v1` shows it (api.md §3). */
export function bookingView({ slotId, startsAt, endsAt, showroom, ...row }: BookingRow) {
  const { bookingId, referenceCode, status, type, forKitchen, forBedroom } = row;
  const { firstName, lastName, email, phone, postcode, address, cancelReason, createdAt } = row;
  return {
    ...{ bookingId, referenceCode, status, type, forKitchen, forBedroom },
    ...{ firstName, lastName, email, phone, postcode, address },
    cancelReason,
    slot: { slotId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), showroom },
    createdAt: createdAt.toISOString(),
  };
}

import { Problem, type ProblemCode } from '../lib/problem.ts';

const ERASED = 'The personal details in this record have been erased. New details cannot be added.';

/**
 * The problem for the violation of each constraint, by the constraint's name. Concurrent edits can pass every earlier check and
 * violate a constraint nevertheless.
 */
const REFUSALS_BY_CONSTRAINT: Record<string, readonly [code: ProblemCode, detail: string, field?: string]> = {
  // The account was erased after its token was checked.
  bookings_customer_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  time_slots_held_by_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  orders_customer_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  orders_status_move: ['invalid_state', 'The order cannot change to this status.', 'status'],
  payments_status_move: ['invalid_state', 'The payment cannot change to this status.', 'status'],
  bookings_keep_erased: ['invalid_state', ERASED],
  brochure_requests_keep_erased: ['invalid_state', ERASED],
  orders_keep_erased: ['invalid_state', ERASED],
  invoices_keep_erased: ['invalid_state', ERASED],
  invoices_immutable: ['invalid_state', 'An issued invoice cannot be changed.', 'number'],
  users_keep_an_admin: [
    'invalid_state',
    'At least one admin must be able to sign in. Make somebody else an admin first.',
    'role',
  ],
  products_stock_not_negative: ['validation_failed', 'The stock cannot be less than 0.', 'stock'],
  availability_closed_days_showroom_id_showrooms_id_fk: ['not_found', 'This showroom no longer exists.', 'showroom'],
  availability_closed_days_hours: [
    'validation_failed',
    'To close for some hours, enter two times, the second later than the first. To close the whole day, leave both empty.',
  ],
  brochures_default_is_offered: [
    'invalid_state',
    'The default brochure cannot be archived. Make another brochure the default first.',
    'archivedAt',
  ],
  brochures_have_default: [
    'invalid_state',
    'One brochure must be the default. Make another brochure the default first.',
    'isDefault',
  ],
  brochures_one_default_idx: [
    'invalid_state',
    'Another brochure has just become the default. Reload the page to see it.',
    'isDefault',
  ],
  bookings_live_slot_idx: ['slot_taken', 'This slot has just been booked. Please choose another.', 'slot'],
  bookings_for_a_room: ['validation_failed', 'Choose kitchen, bedroom or both.', 'forKitchen'],
  bookings_can_be_reached: [
    'validation_failed',
    'A home measurement or online consultation needs an e-mail address, a postal address and a postcode.',
    'email',
  ],
  time_slots_no_overlap: [
    'validation_failed',
    'This slot overlaps another slot of the same type, showroom and lane.',
    'startsAt',
  ],
  products_rels_media_fk: ['invalid_state', 'A product uses this picture. Remove the picture from the product first.'],
  blogs_cover_image_id_media_id_fk: [
    'invalid_state',
    'A post uses this picture as its cover. Choose another cover for the post first.',
  ],
  brochures_cover_id_media_id_fk: [
    'invalid_state',
    'A brochure uses this picture as its cover. Choose another cover for the brochure first.',
  ],
  media_shown_in_text: [
    'invalid_state',
    'A post or a product description shows this picture or film. Remove it from the text first.',
  ],
  time_slots_has_length: ['validation_failed', 'The end must be after the start.', 'endsAt'],
  time_slots_showroom_by_type: [
    'validation_failed',
    'Choose a showroom for showroom visits, and none for other types.',
    'showroom',
  ],
};

type DatabaseError = { code?: unknown; constraint?: unknown; cause?: unknown };

/** Converts the violation of a Postgres constraint to a problem; returns undefined for any other error. */
export function toConstraintProblem(error: unknown): Problem | undefined {
  for (
    let current = error as DatabaseError | undefined;
    current;
    current = current.cause as DatabaseError | undefined
  ) {
    const refusal = typeof current.constraint === 'string' ? REFUSALS_BY_CONSTRAINT[current.constraint] : undefined;
    if (refusal) {
      const [code, detail, field] = refusal;
      return new Problem(code, detail, { field, cause: error });
    }
  }
  return undefined;
}

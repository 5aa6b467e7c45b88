import { Problem, type ProblemCode } from '../problem.ts';

/** What a violated constraint means to people, by its name: two edits at once can pass every check and meet here. */
const CONSTRAINTS: Record<string, readonly [code: ProblemCode, detail: string, field?: string]> = {
  // The account was erased after its token had been checked.
  bookings_customer_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  time_slots_held_by_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  orders_customer_id_customers_id_fk: ['unauthenticated', 'This account no longer exists.', 'customer'],
  orders_status_move: ['invalid_state', 'The order cannot go there from where it is.', 'status'],
  payments_status_move: ['invalid_state', 'The payment cannot go there from where it is.', 'status'],
  invoices_immutable: ['invalid_state', 'An invoice that is issued stays as it is.', 'number'],
  products_stock_not_negative: ['validation_failed', 'There cannot be less than none.', 'stock'],
  availability_closed_days_showroom_id_showrooms_id_fk: ['not_found', 'This showroom is there no more.', 'showroom'],
  brochures_default_is_offered: [
    'invalid_state',
    'The default brochure cannot be archived. Make another one the default first.',
    'archivedAt',
  ],
  brochures_have_default: [
    'invalid_state',
    'One brochure has to be the default. Make another one the default.',
    'isDefault',
  ],
  brochures_one_default_idx: [
    'invalid_state',
    'Another brochure has just become the default. Look again.',
    'isDefault',
  ],
  bookings_live_slot_idx: ['slot_taken', 'This slot has just been booked. Please choose another.', 'slot'],
  bookings_for_a_room: ['validation_failed', 'Choose kitchen, bedroom or both.', 'forKitchen'],
  bookings_can_be_reached: [
    'validation_failed',
    'A visit at home or online needs e-mail, address and postcode.',
    'email',
  ],
  time_slots_no_overlap: [
    'validation_failed',
    'This overlaps another slot of the same type, place and lane.',
    'startsAt',
  ],
  products_rels_media_fk: ['invalid_state', 'A product shows this picture. Take it out there first.'],
  blogs_cover_image_id_media_id_fk: ['invalid_state', 'A post has this as its cover. Take it out there first.'],
  brochures_cover_id_media_id_fk: ['invalid_state', 'A brochure has this as its cover. Take it out there first.'],
  media_shown_in_text: ['invalid_state', 'A post or the description of a product shows this. Take it out there first.'],
  time_slots_has_length: ['validation_failed', 'The end must be after the start.', 'endsAt'],
  time_slots_showroom_by_type: ['validation_failed', 'Showroom visits, and only they, have a showroom.', 'showroom'],
};

type DatabaseError = { code?: unknown; constraint?: unknown; cause?: unknown };

/** The refusal that a Postgres constraint violation amounts to; undefined for any other error. */
export function constraintProblem(error: unknown): Problem | undefined {
  for (let at = error as DatabaseError | undefined; at; at = at.cause as DatabaseError | undefined) {
    const meaning = typeof at.constraint === 'string' ? CONSTRAINTS[at.constraint] : undefined;
    if (meaning) {
      const [code, detail, field] = meaning;
      return new Problem(code, detail, { field, cause: error });
    }
  }
  return undefined;
}

import { DateTime } from 'luxon';
import { strings } from '../../../src/admin/strings/index.ts';
import { LONDON } from '../../../src/lib/dates.ts';
import { makeBooking, makeSlot } from '../appointments.ts';
import { makeEdited } from '../edited-collections.ts';
import { makeCaller } from './make-caller.ts';
import { button, openFromMenu, type Task, type TaskContext } from './task.ts';

let number = 0;

/** Creates a pending booking for a customer whose last name begins with `name`, and opens it from the dashboard. */
async function openPendingBooking({ payload, page, user }: TaskContext, name: string) {
  number += 1;
  const lastName = `${name}${number}`;
  const booking = await makeBooking(payload, await makeSlot(payload), { lastName });
  await page.reload();
  await user.click(page.getByRole('link', { name: `Ada ${lastName}` }).first());
  return { ...booking, read: () => payload.findByID({ collection: 'bookings', id: booking.id, depth: 0 }) };
}

const bookByPhone: Task = {
  role: 'sales',
  name: 'book by phone for a known customer',
  // Clicks: the menu (2), "Create new", the customer (the field, the search and the row), the type (2), the time, the room,
  // "Confirm at once", address, postcode and "Save". Typed: phone number, address and postcode.
  budget: { clicks: 14, fields: 3, keys: 32 },
  run: async (context) => {
    const { payload, page, user } = context;
    const { name, email, phone } = await makeCaller(payload);
    await makeSlot(payload, { type: 'ONLINE' });
    await openFromMenu(context, 'Bookings');
    await user.click(page.getByRole('link', { name: /^Create new/i }).first());
    await user.click(page.locator('#field-customer .rs__control'));
    await user.fill(page.getByRole('dialog').getByPlaceholder(/^Search by/), phone);
    await user.click(page.getByRole('dialog').getByRole('button', { name, exact: true }));
    await user.click(page.locator('#field-type .rs__control'));
    await user.click(page.getByRole('option', { name: 'Online consultation' }));
    await user.click(page.getByRole('group', { name: strings.bookings.time }).getByRole('button').first());
    await user.click(page.locator('#field-forKitchen'));
    await user.click(page.getByLabel(strings.bookings.confirmAtOnce));
    await user.fill(page.locator('#field-address'), '1 High Street');
    await user.fill(page.locator('#field-postcode'), 'SW4 7AA');
    const saved = async () => {
      const { docs } = await payload.find({ collection: 'bookings', where: { email: { equals: email } } });
      return docs[0]?.status === 'CONFIRMED' && `${docs[0].firstName} ${docs[0].lastName}` === name;
    };
    return {
      save: () => user.click(page.locator('#action-save')),
      isSaved: saved,
      shown: button(page, strings.bookings.cancel),
    };
  },
};

const confirmVisit: Task = {
  role: 'sales',
  name: 'confirm a visit',
  // Clicks: the booking and "Confirm".
  budget: { clicks: 2, fields: 0, keys: 0 },
  run: async (context) => {
    const { page, user } = context;
    const booking = await openPendingBooking(context, 'Confirmed');
    const confirm = button(page, strings.bookings.confirm);
    return {
      save: () => user.click(confirm.first()),
      isSaved: async () => (await booking.read()).status === 'CONFIRMED',
      shown: page.locator('main:has-text("Confirmed")').filter({ hasNot: confirm }),
    };
  },
};

const moveVisit: Task = {
  role: 'sales',
  name: 'move a visit',
  // Clicks: the booking, "Move to another slot", the day, the time and "Save".
  budget: { clicks: 5, fields: 0, keys: 0 },
  run: async (context) => {
    const { payload, page, user } = context;
    const { slot, read } = await openPendingBooking(context, 'Moved');
    await makeSlot(payload);
    const move = button(page, strings.bookings.move);
    await user.click(move);
    await user.click(page.getByRole('group', { name: strings.bookings.day }).getByRole('button').first());
    await user.click(page.getByRole('group', { name: strings.bookings.time }).getByRole('button').first());
    return {
      save: () => user.click(page.locator('#action-save')),
      isSaved: async () => (await read()).slot !== slot,
      shown: move,
    };
  },
};

const cancelVisit: Task = {
  role: 'sales',
  name: 'cancel a visit with a reason',
  // Clicks: the booking, "Cancel booking", the reason and "Yes, cancel it". Typed: the reason.
  budget: { clicks: 4, fields: 1, keys: 10 },
  run: async (context) => {
    const { page, user } = context;
    const { read } = await openPendingBooking(context, 'Cancelled');
    const cancel = button(page, strings.bookings.cancel);
    await user.click(cancel.first());
    await user.fill(page.getByLabel(strings.bookings.reason).first(), 'Has moved.');
    return {
      save: () => user.click(button(page, strings.bookings.cancelYes)),
      isSaved: async () => (await read()).cancelReason === 'Has moved.' && (await read()).status === 'CANCELLED',
      shown: page.locator('main:has-text("Cancelled")').filter({ hasNot: cancel }),
    };
  },
};

const closeToday: Task = {
  role: 'sales',
  name: 'close today for a showroom',
  // Clicks: the menu (2), "Day", "Close or open this day", "Close this day", the showroom (2), the reason and "Yes, close the
  // day". Typed: the reason.
  budget: { clicks: 9, fields: 2, keys: 11 },
  run: async (context) => {
    const { payload, page, user } = context;
    const showroom = await makeEdited(payload, 'showrooms');
    const now = DateTime.now().setZone(LONDON);
    const startsAt = DateTime.max(now.set({ hour: 23 }).startOf('hour'), now.plus({ minutes: 1 })).toJSDate();
    await makeSlot(payload, { type: 'SHOWROOM', showroom: showroom.id, startsAt });
    const place = `${showroom.name} showroom`;
    await openFromMenu(context, strings.calendar.calendar);
    await page.locator('[aria-busy=false]').first().waitFor();
    await user.click(button(page, strings.calendar.day));
    await user.click(button(page, strings.calendar.thisDay));
    await user.click(button(page, strings.calendar.closeDay));
    await user.select(page.getByLabel(strings.calendar.whatIsClosed), place);
    await user.fill(page.getByLabel(strings.calendar.reason), 'Stocktaking');
    return {
      save: () => user.click(button(page, strings.calendar.closeYes)),
      isSaved: async () => {
        const { closedDays } = await payload.findGlobal({ slug: 'availability', depth: 0 });
        return (closedDays ?? []).some((day) => day.showroom === showroom.id);
      },
      shown: page
        .locator('[class*=open]', { hasText: String(showroom.name) })
        .filter({ hasText: strings.calendar.closed }),
    };
  },
};

export const BOOKING_TASKS: Task[] = [bookByPhone, confirmVisit, moveVisit, cancelVisit, closeToday];

'use client';
import type { CalendarAppointment, CalendarSlots } from '../../../services/appointments/read-calendar.ts';
import type { BookingStatus } from '../../../services/appointments/statuses.ts';
import { formatLondonLongDay, formatLondonTime } from '../../shared/format.ts';
import type { AdminText } from '../../strings/admin-text.ts';
import { useAdminText } from '../../strings/use-admin-text.ts';
import { STATUS_LABELS } from '../booking-labels.ts';
import { AppointmentSheet } from './appointment-sheet.tsx';
import {
  requestDayClosed,
  requestDayReopened,
  requestReschedule,
  requestSlotsClosed,
  requestTakeBack,
  requestTransition,
} from './calendar-api.ts';
import { type ClosableTime, formatClosedHours } from './calendar-hours.ts';
import type { DayCapacity } from './capacity.ts';
import { DaySheet } from './day-sheet.tsx';
import { RescheduleSheet, SlotsSheet } from './move-sheets.tsx';
import type { ShowroomName } from './toolbar.tsx';

/** The sheet that is open over the calendar. */
export type OpenedSheet =
  | { is: 'visit'; appointment: CalendarAppointment }
  | { is: 'open'; slots: CalendarSlots }
  | { is: 'day'; date: string }
  | { is: 'move'; appointment: CalendarAppointment; target: CalendarSlots; putBack: () => void };

export type CalendarOutcome = { ok: true } | { ok: false; message: string };

type Props = {
  api: string;
  adminRoute: string;
  showrooms: ShowroomName[];
  opened: OpenedSheet;
  busy: boolean;
  shownShowroomId: string;
  visits: readonly CalendarAppointment[];
  getCapacity: (date: string) => DayCapacity;
  /** Awaits an action, reports whether it succeeded, reloads the calendar, and opens the sheet `next` or closes the sheet. */
  run: (work: Promise<CalendarOutcome>, done: string, next?: OpenedSheet) => Promise<void>;
  onOpenVisit: (appointment: CalendarAppointment) => void;
  onShowDay: (date: string) => void;
  onClose: () => void;
};

/** The open sheet, with the actions on the appointment, slots or day in it. */
export function CalendarSheets({ api, adminRoute, showrooms, opened, busy, shownShowroomId, visits, ...on }: Props) {
  const { getCapacity, run, onOpenVisit, onShowDay, onClose } = on;
  const text = useAdminText();
  const adminApi = { api, text };
  const findShowroomName = (id: string | null) => showrooms.find((showroom) => showroom.id === id)?.name;
  return (
    <>
      {opened.is === 'visit' && (
        <AppointmentSheet
          {...{ api, adminRoute, busy }}
          appointment={opened.appointment}
          onStep={(to, reason) =>
            void run(
              requestTransition(adminApi, opened.appointment, to, reason),
              text('calendar:stepped', { name: opened.appointment.name, status: STATUS_LABELS[to].toLowerCase() }),
              toCancelledSheet(opened.appointment, to),
            )
          }
          onTakeBack={(changeId) =>
            void run(
              requestTakeBack(adminApi, opened.appointment, changeId),
              text('calendar:takenBack', { name: opened.appointment.name }),
            )
          }
          onMove={(slot) =>
            void run(
              requestReschedule(adminApi, opened.appointment, [slot.id]),
              formatRescheduled(text, opened.appointment, slot),
            )
          }
          onClose={onClose}
        />
      )}
      {opened.is === 'move' && (
        <RescheduleSheet
          {...{ busy }}
          appointment={opened.appointment}
          target={opened.target}
          onMove={() =>
            void run(
              requestReschedule(adminApi, opened.appointment, opened.target.slotIds),
              formatRescheduled(text, opened.appointment, opened.target),
            )
          }
          onClose={onClose}
        />
      )}
      {opened.is === 'open' && (
        <SlotsSheet
          {...{ adminRoute, busy }}
          slots={opened.slots}
          onSetClosed={(isClosed) =>
            void run(
              requestSlotsClosed(adminApi, opened.slots, isClosed),
              text(isClosed ? 'calendar:slotClosed' : 'calendar:slotOpened'),
            )
          }
          onClose={onClose}
        />
      )}
      {opened.is === 'day' && (
        <DaySheet
          {...{ showrooms, busy, shownShowroomId }}
          date={opened.date}
          capacity={getCapacity(opened.date)}
          onShowDay={() => onShowDay(opened.date)}
          {...{ visits, onOpenVisit }}
          onCloseDay={(closed, reason) =>
            void run(
              requestDayClosed(adminApi, closed, reason),
              formatClosing(text, 'Closed', closed, findShowroomName(closed.showroomId)),
            )
          }
          onReopen={(closed) =>
            void run(
              requestDayReopened(adminApi, closed),
              formatClosing(text, 'Opened', closed, findShowroomName(closed.showroomId)),
            )
          }
          onClose={onClose}
        />
      )}
    </>
  );
}

/** Describes a closing or opening with its time. `name` is the showroom's name; undefined for the whole company. */
function formatClosing(text: AdminText, change: 'Closed' | 'Opened', closed: ClosableTime, name: string | undefined) {
  const time = formatClosedTime(closed);
  return name === undefined
    ? text(`calendar:day${change}`, { time })
    : text(`calendar:showroomDay${change}`, { name, time });
}

/**
 * Returns the sheet of an appointment after its cancellation; undefined after other transitions. The sheet stays open, so that
 * staff can take the cancellation back: the calendar no longer shows the appointment, so nobody could open the sheet again there.
 */
const toCancelledSheet = (appointment: CalendarAppointment, status: BookingStatus): OpenedSheet | undefined =>
  status === 'CANCELLED' ? { is: 'visit', appointment: { ...appointment, status } } : undefined;

const formatClosedTime = (closed: ClosableTime) =>
  [formatLondonLongDay(closed.date), formatClosedHours(closed)].filter(Boolean).join(', ');

const formatRescheduled = (text: AdminText, { name }: CalendarAppointment, { startsAt }: { startsAt: string }) =>
  text('calendar:movedTo', { name, day: formatLondonLongDay(startsAt), time: formatLondonTime(startsAt) });

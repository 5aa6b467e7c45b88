const DAY_MS = 24 * 60 * 60 * 1000;

/** When the reminder of a visit is due: 24 h before it, or never (null) when it is chosen later than that. */
export function reminderDueAt(startsAt: Date, now: Date = new Date()): Date | null {
  const due = new Date(startsAt.getTime() - DAY_MS);
  return due > now ? due : null;
}

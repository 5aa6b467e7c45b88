/** One step of a funnel: an event of this type, on a page whose path begins so; an empty path is any page. */
export type Step = { event: string; page: string };

/** A funnel as it is counted. */
export type FunnelSteps = { funnel: string; windowMinutes: number; steps: readonly Step[] };

/** What a session did that may be a step; `at` is in milliseconds. */
export type Hit = { eventId: string; type: string; page: string; at: number };

/** How far a session came, and when it took the first step. */
export type Progress = { startedAt: number; reached: number };

/** In the order in which they happened; the id decides between those of one millisecond. */
export const inTime = (hits: readonly Hit[]): Hit[] =>
  [...hits].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));

/**
 * How far the hits of one session lead into a funnel: the first step when it was first taken, then each next step at its
 * first time after the one before, all of them within the window that the first step opens. It follows from the set of
 * hits alone, so it is the same however they arrive.
 * @param hits in the order of {@link inTime}
 * @returns undefined for a session that did not enter
 */
export function progressThrough({ steps, windowMinutes }: FunnelSteps, hits: readonly Hit[]): Progress | undefined {
  let progress: Progress | undefined;
  for (const hit of hits) {
    if (progress && hit.at > progress.startedAt + windowMinutes * 60_000) break;
    const next = steps[progress?.reached ?? 0];
    if (next === undefined) break;
    if (hit.type !== next.event || !hit.page.startsWith(next.page)) continue;
    progress = { startedAt: progress?.startedAt ?? hit.at, reached: (progress?.reached ?? 0) + 1 };
  }
  return progress;
}

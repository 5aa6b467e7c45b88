import { Gauge } from 'prom-client';
import { registry } from '../metrics.ts';
import { timeLimit } from '../time-limit.ts';
import type { RunningWorker } from './start-worker.ts';

/** Adds how late each schedule is. Call it once. */
export function measureSchedules(worker: Pick<RunningWorker, 'overdue'>): void {
  new Gauge({
    name: 'schedule_overdue_seconds',
    help: 'Time since the last success of a schedule beyond its period.',
    labelNames: ['schedule'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      const late = await timeLimit(2000, worker.overdue()).catch(() => new Map<string, number>());
      for (const [schedule, seconds] of late) this.set({ schedule }, seconds);
    },
  });
}

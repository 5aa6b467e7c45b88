import { endSteps, paint, print } from './terminal.ts';

export type Stoppable = { stop(): Promise<void> };

/** npm passes Ctrl-C on to a program that had it from the terminal already: two that close together are one. */
const SAME_PRESS_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Ends things in order, once: on Ctrl-C, SIGTERM, SIGHUP, when npm above is killed, or when a step of the start has failed. A second
 * Ctrl-C leaves at once; programs that still run then are ended by their tethers.
 */
export class Lifecycle {
  private readonly stages: Stoppable[][] = [];
  private readonly endings: (() => void)[] = [];
  private stoppedAt: number | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupted());
    if (process.env.npm_lifecycle_event !== undefined) this.followParent();
  }

  /** A new list to put started things in. Those of one stage are stopped together; the newest stage is stopped first. */
  stage<T extends Stoppable>(): T[] {
    const stage: T[] = [];
    this.stages.push(stage);
    return stage;
  }

  /** Called at the very end. */
  finally(ending: () => void): void {
    this.endings.push(ending);
  }

  /** Stops everything and exits the process. */
  async stop(exitCode: number): Promise<void> {
    if (this.stoppedAt !== undefined) return;
    this.stoppedAt = performance.now();
    endSteps();
    for (const stage of this.stages.reverse()) await Promise.allSettled(stage.map((thing) => thing.stop()));
    for (const ending of this.endings) ending();
    process.exit(exitCode);
  }

  /** Whether everything is being stopped: failures are to be expected then. */
  get stopping(): boolean {
    return this.stoppedAt !== undefined;
  }

  private interrupted(): void {
    if (this.stoppedAt === undefined) {
      print(paint('\nStopping… (Ctrl-C again: at once)', 33));
      void this.stop(0);
    } else if (performance.now() - this.stoppedAt > SAME_PRESS_MS) {
      for (const ending of this.endings) ending();
      process.exit(130);
    }
  }

  /** npm that is killed cannot pass a signal on; the launcher then gets another parent. */
  private followParent(): void {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void this.stop(0);
    }, PARENT_CHECK_MS).unref();
  }
}

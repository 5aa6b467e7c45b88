import { endSteps, paint, print } from './terminal.ts';

export type Stoppable = { stop(): Promise<void> };

/**
 * After one Ctrl-C, the launcher gets two signals: one from the terminal, and one that npm forwards. Signals within this time
 * count as one Ctrl-C.
 */
const SAME_PRESS_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Shuts the started services down in order, and only once. The shutdown begins on Ctrl-C, SIGTERM or SIGHUP, when the
 * parent npm is killed, or when a step of the start fails. A second Ctrl-C exits at once; the tethers (tether.ts) then
 * end the programs that still run.
 */
export class LauncherLifecycle {
  private readonly stages: Stoppable[][] = [];
  private readonly endings: (() => void)[] = [];
  private stoppedAt: number | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.handleInterrupt());
    if (process.env.npm_lifecycle_event !== undefined) this.followParent();
  }

  /**
   * Returns a new list for started services, called a stage. The shutdown stops the services of a stage together, and the newest
   * stage first.
   */
  stage<T extends Stoppable>(): T[] {
    const stage: T[] = [];
    this.stages.push(stage);
    return stage;
  }

  /** Adds a callback that runs at the very end of the shutdown. */
  finally(ending: () => void): void {
    this.endings.push(ending);
  }

  /** Stops all stages, runs the callbacks of {@link finally}, and exits the process. */
  async stop(exitCode: number): Promise<void> {
    if (this.stoppedAt !== undefined) return;
    this.stoppedAt = performance.now();
    endSteps();
    for (const stage of this.stages.reverse()) await Promise.allSettled(stage.map((thing) => thing.stop()));
    for (const ending of this.endings) ending();
    process.exit(exitCode);
  }

  /** Whether the shutdown has begun. Programs that fail after that need no message. */
  get stopping(): boolean {
    return this.stoppedAt !== undefined;
  }

  private handleInterrupt(): void {
    if (this.stoppedAt === undefined) {
      print(paint('\nStopping… (press Ctrl-C again to stop at once)', 33));
      void this.stop(0);
    } else if (performance.now() - this.stoppedAt > SAME_PRESS_MS) {
      for (const ending of this.endings) ending();
      process.exit(130);
    }
  }

  /** Shuts down when npm was killed without forwarding a signal: the launcher then has another parent process. */
  private followParent(): void {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void this.stop(0);
    }, PARENT_CHECK_MS).unref();
  }
}

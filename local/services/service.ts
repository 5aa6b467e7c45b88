import type { Exit } from './tether.ts';

/** A program that was started here and ends with this process. */
export type Service = {
  pid: number;
  /** Settles when it has ended, whoever ended it. */
  exited: Promise<Exit>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
};

import type { Exit } from './tether.ts';

/** A program that this process started and that ends with it. */
export type Service = {
  pid: number;
  /** Resolves when the program has exited for any reason. */
  exited: Promise<Exit>;
  /** Signals the program to exit and waits until it has exited. */
  stop(): Promise<void>;
  /** Kills the program immediately. */
  kill(): void;
};

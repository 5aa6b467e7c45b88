/** Whether a web process still takes work. */
export type Lifecycle = { draining: boolean };

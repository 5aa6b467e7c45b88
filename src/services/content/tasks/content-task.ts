/**
 * What follows a change of what the website shows, once for many changes: events ask for it, and one run takes what has
 * been asked for since the last one.
 */
export const CONTENT_TASKS = ['cdn', 'sitemap'] as const;

export type ContentTask = (typeof CONTENT_TASKS)[number];

/** One run of a task, as its worker holds it. */
export type ContentRun = {
  /** UUIDv7, the same for every attempt. */
  id: string;
  task: ContentTask;
  /** What was asked for, each once. */
  details: string[];
  /** The number of this attempt, from 1. */
  attempt: number;
  token: string;
};

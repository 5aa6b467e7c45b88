import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** The numbers of clicks, filled fields and typed characters in a task. */
export type Effort = { clicks: number; fields: number; keys: number };

export type CountedUser = {
  /** The counts so far. */
  effort: Effort;
  click: (target: Locator) => Promise<void>;
  /** Clicks an input and types `text` into it. */
  fill: (input: Locator, text: string) => Promise<void>;
  /** Chooses an option of a native select. Counts two clicks: one to open the select, and one to choose. */
  select: (menu: Locator, option: string) => Promise<void>;
  /** Chooses a CSV file in the dialog that a click on the input opens. */
  upload: (input: Locator, name: string, csv: string) => Promise<void>;
};

/** Creates a user of the admin UI whose clicks, fields and characters are counted. */
export function createCountedUser(): CountedUser {
  const effort: Effort = { clicks: 0, fields: 0, keys: 0 };
  const add = (clicks: number, fields = 0, keys = 0) => {
    effort.clicks += clicks;
    effort.fields += fields;
    effort.keys += keys;
  };
  return {
    effort,
    click: async (target) => {
      add(1);
      await target.click();
    },
    fill: async (input, text) => {
      add(1, 1, text.length);
      await input.fill(text);
    },
    select: async (menu, option) => {
      add(2, 1);
      await menu.selectOption({ label: option });
    },
    upload: async (input, name, csv) => {
      add(1, 1);
      await input.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) });
    },
  };
}

/** Expects that no count exceeds its budget. */
export function expectWithinBudget(effort: Effort, budget: Effort): void {
  const exceeded = (Object.keys(budget) as (keyof Effort)[]).filter((part) => effort[part] > budget[part]);
  expect(exceeded, `The task took ${JSON.stringify(effort)}, its budget is ${JSON.stringify(budget)}.`).toEqual([]);
}

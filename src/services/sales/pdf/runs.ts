import bidiFactory from 'bidi-js';
import { type FontName, fontFor, type Weight } from './fonts.ts';

/** A piece of a line in one font and one direction, as it is written. */
export type Run = { text: string; font: FontName; level: number };

const bidi = bidiFactory();

/** The runs of a line in the order in which they are written; odd levels read from right to left. */
export function runsOf(line: string, weight: Weight): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line);
  const mirrored = bidi.getMirroredCharactersMap(line, levels);
  const runs: Run[] = [];
  let at = 0;
  for (const character of line) {
    const level = levels[at] ?? 0;
    const last = runs.at(-1);
    const font = fontFor(character, weight, last?.font);
    const shown = mirrored.get(at) ?? character;
    if (last?.font === font && last.level === level) last.text += shown;
    else runs.push({ text: shown, font, level });
    at += character.length;
  }
  return runs;
}

/** The same runs from left to right, as they stand on the page (rule L2 of the Unicode bidirectional algorithm). */
export function inVisualOrder<R extends Pick<Run, 'level'>>(runs: readonly R[]): R[] {
  const order = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < order.length; from += 1) {
      let to = from;
      while (to < order.length && (order[to]?.level ?? 0) >= level) to += 1;
      if (to === from) continue;
      order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = to;
    }
  }
  return order;
}

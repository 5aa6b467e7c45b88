import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Result } from './benchmark.ts';

const OUT = join(import.meta.dirname, '..', 'out');
const HEAD = ['', 'ours', 'limit', 'unit', 'ratio', 'goal', ''];

/** Prints the results as a table and writes them to `bench/out/<name>.json`. */
export function report(name: string, results: Result[]): void {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  const rows = [[name, ...HEAD.slice(1)], ...results.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  console.log();
}

function cells({ name, ours, limit, unit, ratio, goal, ok }: Result): string[] {
  const verdict = ok === null ? '' : ok ? 'met' : 'MISSED';
  return [name, figure(ours), figure(limit), unit, ratio === null ? '–' : ratio.toFixed(2), goal ?? '–', verdict];
}

function figure(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));
}

/** The processor, its load and the version of Node, on which every figure depends. */
export function conditions(): string {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, load ${load}, Node ${process.version}`;
}

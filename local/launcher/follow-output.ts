import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';
import { openLog } from '../services/log-file.ts';
import type { Tethered } from '../services/tether.ts';
import { paint, print, supportsColour } from './terminal.ts';

const COLOURS: Record<string, number> = { web: 36, worker: 35 };
const MAX_LAST_LINES = 40;

const pretty = prettyFactory({
  colorize: supportsColour,
  singleLine: true,
  ignore: 'pid,hostname,name',
  translateTime: 'SYS:HH:MM:ss',
});

/**
 * Writes each line of a program's output to its log file, unchanged, and to the terminal, in a readable form.
 * @returns a function that returns the last lines
 */
export function followOutput(name: string, program: Tethered, file: string): () => string {
  const log = createWriteStream('', { fd: openLog(file) });
  const last: string[] = [];
  const label = paint(name.padEnd(6), COLOURS[name] ?? 33);
  const read = (stream: Readable | null) => {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      last.push(line);
      if (last.length > MAX_LAST_LINES) last.shift();
      if (line.trim() !== '') print(`${label} ${toOneLine(line)}`);
    });
  };
  read(program.child.stdout);
  read(program.child.stderr);
  program.child.once('close', () => log.end());
  return () => last.join('\n');
}

function toOneLine(line: string): string {
  return line.startsWith('{') ? String(pretty(line)).trimEnd() : line;
}

import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';
import { openLog } from '../services/log-file.ts';
import type { Tethered } from '../services/tether.ts';
import { colours, paint, print } from './terminal.ts';

const COLOURS: Record<string, number> = { web: 36, worker: 35 };
const KEPT_LINES = 40;

const pretty = prettyFactory({
  colorize: colours,
  singleLine: true,
  ignore: 'pid,hostname,name',
  translateTime: 'SYS:HH:MM:ss',
});

/**
 * Writes what a program says into its log file as it is, and to the terminal as one readable line each.
 * @returns a function that gives its last lines
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
      if (last.length > KEPT_LINES) last.shift();
      if (line.trim() !== '') print(`${label} ${oneLine(line)}`);
    });
  };
  read(program.child.stdout);
  read(program.child.stderr);
  program.child.once('close', () => log.end());
  return () => last.join('\n');
}

function oneLine(line: string): string {
  return line.startsWith('{') ? String(pretty(line)).trimEnd() : line;
}

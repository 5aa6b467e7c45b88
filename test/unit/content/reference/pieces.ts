import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./editors/', import.meta.url);
const MARK = /^<!-- piece: (.+) -->$/m;

/** A piece of HTML that a word processor, mail program or web editor made. */
export type Piece = { name: string; html: string };

/** What stands in `editors/`, a file for each program, each piece below a comment with its name. */
export const pieces: Piece[] = readdirSync(FOLDER)
  .sort()
  .flatMap((file) => {
    const [, ...parts] = readFileSync(new URL(file, FOLDER), 'utf8').split(MARK);
    return parts.flatMap((name, index) =>
      index % 2 === 0 ? [{ name: `${file.replace('.txt', '')}: ${name}`, html: (parts[index + 1] ?? '').trim() }] : [],
    );
  });

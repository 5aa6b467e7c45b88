import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./editors/', import.meta.url);
const MARK = /^<!-- piece: (.+) -->$/m;

/** A sample of HTML from a word processor, mail program or web editor. */
export type EditorSample = { name: string; html: string };

/** The samples in `editors/`, one file per program; each sample follows a comment with its name. */
export const editorSamples: EditorSample[] = readdirSync(FOLDER)
  .sort()
  .flatMap((file) => {
    const [, ...parts] = readFileSync(new URL(file, FOLDER), 'utf8').split(MARK);
    return parts.flatMap((name, index) =>
      index % 2 === 0 ? [{ name: `${file.replace('.txt', '')}: ${name}`, html: (parts[index + 1] ?? '').trim() }] : [],
    );
  });

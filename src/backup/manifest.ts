import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Names go into paths and statements, and Postgres allows anything in one. */
const name = z.string().regex(/^\w{1,63}$/);

/** A backup may have been made elsewhere: nothing but the bounds of a range gets into a statement. */
const bound = z.string().regex(/^(?:DEFAULT|FOR VALUES FROM \('?[\w :+-]+'?\) TO \('?[\w :+-]+'?\))$/);

const manifest = z.object({
  takenAt: z.iso.datetime(),
  /** The migrations that had made the schema: it is restored into the same one alone. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name, columns: z.array(name).min(1), rows: z.number().int().min(0) })).min(1),
  /** Parts of partitioned tables, which the release step makes as time goes by. */
  partitions: z.array(z.object({ name, parent: name, bound })),
  sequences: z.array(z.object({ name, last: z.string().regex(/^\d+$/).nullable() })),
});

/** What a backup says of itself, beside one file of rows for each table. */
export type Manifest = z.output<typeof manifest>;

export const MANIFEST = 'manifest.json';

export const fileOf = (table: string): string => `${table}.copy.gz`;

/** The manifest of the backup in `folder`. @throws Error when it has none, or one that no dump has written. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  try {
    return manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(
      `${file} is not there or not whole: this is no folder of a backup, or one whose dump did not come to its end. Take another.`,
      { cause },
    );
  }
}

/** What a backup says of itself, beside one file of rows for each table. */
export type Manifest = {
  takenAt: string;
  /** The migrations that had made the schema: it is restored into the same one alone. */
  migrations: string[];
  tables: { name: string; columns: string[]; rows: number }[];
  /** Parts of partitioned tables, which the release step makes as time goes by. */
  partitions: { name: string; parent: string; bound: string }[];
  sequences: { name: string; last: string | null }[];
};

export const MANIFEST = 'manifest.json';

export const fileOf = (table: string): string => `${table}.copy.gz`;

import { dump } from './backup/dump.ts';
import { restore } from './backup/restore.ts';
import { env } from './env.ts';
import { log } from './log.ts';

// `npm run backup -- <new folder>` and `npm run restore -- <folder>`, for the database of DATABASE_URL.
const WORK = { dump, restore };

const [what = '', folder] = process.argv.slice(2);
const work = WORK[what as keyof typeof WORK];
if (!work || !folder) {
  log.fatal('Usage: backup.ts dump|restore <folder>');
  process.exit(2);
}
const { takenAt, tables } = await work(env.DATABASE_URL, folder);
const rows = tables.reduce((sum, table) => sum + table.rows, 0);
log.info({ takenAt, tables: tables.length, rows, folder }, what === 'dump' ? 'backed up' : 'restored');

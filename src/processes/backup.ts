import { dump } from './backup/dump.ts';
import { restore } from './backup/restore.ts';
import { parseEnv } from './env.ts';
import { createSiteLogger } from './site-log.ts';

// `npm run backup -- <new folder>` and `npm run restore -- <folder>`, for the database of DATABASE_URL.
const COMMANDS = { dump, restore };

const env = parseEnv(process.env);
const log = createSiteLogger(env);
const [command = '', folder] = process.argv.slice(2);
const run = COMMANDS[command as keyof typeof COMMANDS];
if (!run || !folder) {
  log.fatal('Usage: backup.ts dump|restore <folder>');
  process.exit(2);
}
const { takenAt, tables } = await run(env.DATABASE_URL, folder);
const rows = tables.reduce((sum, table) => sum + table.rows, 0);
log.info({ takenAt, tables: tables.length, rows, folder }, command === 'dump' ? 'backed up' : 'restored');

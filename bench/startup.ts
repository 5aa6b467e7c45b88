import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { toProgramPath } from '../local/launcher/compile.ts';
import { type Benchmark, cost, type Result } from './support/benchmark.ts';
import type { Cleanup } from './support/cleanup.ts';
import { startSiteByNpm } from './support/npm-start.ts';
import { readProcessMemory } from './support/process-memory.ts';
import { median } from './support/statistics.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const GOAL_S = 6;
const REST_MS = 10_000;

/** The time from `npm start` until the site is ready, and the memory of its idle processes. */
export const startup: Benchmark = async ({ rounds, quick, clean }, cleanup) => {
  const dataDir = await temporary(cleanup);
  // The first start is not measured: it creates the cluster, the schema, the demo data and, if necessary, the admin UI.
  await (await startSiteByNpm(ROOT, dataDir, cleanup)).stop();
  const seconds: number[] = [];
  const web: number[] = [];
  const worker: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const site = await startSiteByNpm(ROOT, dataDir, cleanup);
    seconds.push(site.seconds);
    await pause(quick ? 1000 : REST_MS);
    web.push(await readProcessMemory(site.pid, toProgramPath('src/processes/web.ts')));
    worker.push(await readProcessMemory(site.pid, toProgramPath('src/processes/worker.ts')));
    await site.stop();
  }
  const rest = { limit: null, unit: 'MB' };
  return [
    cost(
      { name: 'warm start → ready', ours: median(seconds), limit: null, unit: 's' },
      { text: `< ${GOAL_S} s`, met: ({ ours }) => ours < GOAL_S },
    ),
    cost({ name: 'memory of web, admin UI included', ours: median(web), ...rest }),
    cost({ name: 'memory of worker', ours: median(worker), ...rest }),
    ...(clean ? await fromClone(cleanup) : []),
  ];
};

/** Measures a start from a clean clone, in one round only, because such a start downloads packages and builds the admin UI. */
async function fromClone(cleanup: Cleanup): Promise<Result[]> {
  const folder = await temporary(cleanup);
  const clone = join(folder, 'clone');
  const start = performance.now();
  await run('git', ['clone', '--quiet', ROOT, clone]);
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, maxBuffer: 64 * 1024 * 1024 });
  const installed = performance.now();
  const site = await startSiteByNpm(clone, join(folder, 'data'), cleanup);
  const ready = performance.now();
  await site.stop();
  const unit = 's';
  return [
    cost({ name: 'clean clone → installed', ours: (installed - start) / 1000, limit: null, unit }),
    cost({ name: 'clean clone → ready', ours: (ready - start) / 1000, limit: null, unit }),
  ];
}

async function temporary(cleanup: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lomash-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

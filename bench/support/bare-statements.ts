import type { Work } from '../statements-limit.ts';
import type { Cleanup } from './cleanup.ts';
import { CONNECTIONS } from './load.ts';
import { type Program, startProgram } from './programs.ts';
import type { BenchSite } from './site.ts';
import type { Statement } from './statements.ts';

/** Starts a process that runs only recorded SQL statements, to measure the limit that the database sets. */
export async function startLimit(site: BenchSite, cleanup: Cleanup): Promise<Program> {
  const program = startProgram('bench/statements-limit.ts', site, cleanup);
  await program.message('ready');
  return program;
}

/**
 * Distributes the requests over the processes, which together have as many connections as the load generator.
 * @returns requests per second, based on the slowest process.
 */
export async function runBare(
  programs: readonly Program[],
  { environment }: BenchSite,
  requests: Statement[][],
  signed?: string,
): Promise<number> {
  const share = Math.ceil(requests.length / programs.length);
  const times = await Promise.all(
    programs.map(async ({ child, message }, index) => {
      const work: Work = {
        type: 'work',
        databaseUrl: environment.DATABASE_URL ?? '',
        connections: CONNECTIONS / programs.length,
        requests: requests.slice(index * share, (index + 1) * share),
        ...(signed ? { signed } : {}),
      };
      const done = message<{ ms: number }>('done');
      child.send(work);
      return (await done).ms;
    }),
  );
  return (requests.length / Math.max(...times)) * 1000;
}

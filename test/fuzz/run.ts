import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * `npm run fuzz -- --minutes 60` looks for faults for that long with a new seed: each of the two files of `test/integration/fuzz`
 * gets its share of the time. `--seed` repeats a run, `--only v1` or `--only auto-api` chooses a file.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string', default: '' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('Usage: npm run fuzz -- [--minutes 10] [--seed 1] [--only v1|auto-api]\n');
  process.exit(2);
}

/** The tests run one after the other: one of `/v1`, one each of reads by REST, GraphQL and writes by REST. */
const tests = { v1: 1, 'auto-api': 3 }[values.only] ?? 4;
const root = fileURLToPath(new URL('../..', import.meta.url));
const again = `npm run fuzz -- --minutes ${minutes} --seed ${seed}${values.only ? ` --only ${values.only}` : ''}`;
process.stdout.write(`Looking for faults for ${minutes} minutes. The same again: ${again}\n`);
const child = spawn(
  process.execPath,
  [
    '--import',
    './runtime.mjs',
    'test/run.ts',
    '--project',
    'integration',
    '--no-file-parallelism',
    `test/integration/fuzz/${values.only}`,
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, FUZZ_SECONDS: String((minutes * 60) / tests), FUZZ_SEED: String(seed) },
  },
);
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});

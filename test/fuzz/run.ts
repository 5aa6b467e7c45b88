import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * `npm run fuzz -- --minutes 60` searches for faults for 60 minutes with a new seed. The fuzz tests of `test/integration/fuzz`
 * run one after the other and share the time equally. `--seed` repeats a run. `--only v1` or `--only auto-api` runs the tests of
 * one file.
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

/** The number of fuzz tests: one for `/v1`, and one each for REST reads, GraphQL and REST writes. */
const tests = { v1: 1, 'auto-api': 3 }[values.only] ?? 4;
const root = fileURLToPath(new URL('../..', import.meta.url));
const again = `npm run fuzz -- --minutes ${minutes} --seed ${seed}${values.only ? ` --only ${values.only}` : ''}`;
process.stdout.write(`Searching for faults for ${minutes} minutes. To repeat this run: ${again}\n`);
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

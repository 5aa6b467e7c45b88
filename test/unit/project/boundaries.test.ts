import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Forbidden imports: the importing module, the imported module, and the rule that must report the import. */
const FORBIDDEN: [from: string, to: string, rule: string][] = [
  ['src/app/x.ts', 'src/database/install-pool.ts', 'room: app'],
  ['src/admin/x.ts', 'src/database/install-pool.ts', 'room: admin'],
  ['src/gateway/x.ts', 'src/plugin/index.ts', 'room: gateway'],
  ['src/gateway/x.ts', 'src/admin/shared/elements.tsx', 'room: gateway'],
  ['src/endpoints/x.ts', 'src/gateway/create-app.ts', 'room: endpoints'],
  ['src/endpoints/x.ts', 'src/database/transaction.ts', 'room: endpoints'],
  ['src/services/x.ts', 'src/endpoints/identity/auth.ts', 'room: services'],
  ['src/services/x.ts', 'src/hooks/errors.ts', 'room: services'],
  ['src/services/x.ts', 'src/jobs/subscribers.ts', 'room: services'],
  ['src/collections/x.ts', 'src/jobs/subscribers.ts', 'room: collections'],
  ['src/collections/x.ts', 'src/events/emit.ts', 'room: collections'],
  ['src/hooks/x.ts', 'src/endpoints/endpoint.ts', 'room: hooks'],
  ['src/access/x.ts', 'src/cache/response-cache.ts', 'room: access'],
  ['src/events/x.ts', 'src/services/identity/index.ts', 'room: events'],
  ['src/events/x.ts', 'src/jobs/subscribers.ts', 'room: events'],
  ['src/jobs/x.ts', 'src/gateway/create-app.ts', 'room: jobs'],
  ['src/emails/x.ts', 'src/database/transaction.ts', 'room: emails'],
  ['src/database/x.ts', 'src/events/emit.ts', 'room: database'],
  ['src/storage/x.ts', 'src/database/transaction.ts', 'room: storage'],
  ['src/telemetry/x.ts', 'src/database/install-pool.ts', 'room: telemetry'],
  ['src/lib/x.ts', 'src/database/install-pool.ts', 'room: lib'],
  ['src/plugin/x.ts', 'src/jobs/subscribers.ts', 'room: plugin'],
  ['src/database/x.ts', 'src/processes/env.ts', 'room: database'],
  ['src/services/identity/x.ts', 'src/services/appointments/create-booking.ts', 'a domain has one face'],
  ['src/endpoints/identity/x.ts', 'src/services/appointments/list-bookings.ts', 'a domain has one face'],
  ['src/hooks/appointments/x.ts', 'src/services/identity/otp.ts', 'a domain has one face'],
  ['src/admin/sales/x.ts', 'src/services/catalogue/product-query.ts', 'a domain has one face'],
  ['src/gateway/x.ts', 'src/services/identity/login.ts', 'a room imports faces'],
  ['src/jobs/x.ts', 'src/services/sales/apply-refund.ts', 'a room imports faces'],
  ['src/services/sales/x.ts', 'src/services/sales/index.ts', 'a face is for others'],
  ['src/novelty/x.ts', 'src/lib/ids.ts', 'every place is a room'],
  ['src/x.ts', 'src/lib/ids.ts', 'every place is a room'],
  ['test/x.ts', 'src/processes/worker.ts', 'processes are started, not imported'],
  ['migrations/x.ts', 'src/processes/env.ts', 'migrations hold their own SQL'],
  ['migrations/x.ts', 'src/database/schema/shared.ts', 'migrations hold their own SQL'],
  ['src/gateway/x.ts', 'express', 'Express only in the shell'],
  ['src/gateway/x.ts', '@opentelemetry/core', 'OpenTelemetry only where it is wanted'],
  ['src/services/x.ts', 'local/start.ts', 'src stands alone'],
  ['local/x.ts', 'test/run.ts', 'local without tests'],
  ['src/gateway/x.ts', 'vitest', 'production dependencies'],
  ['src/gateway/x.ts', 'left-pad', 'resolvable'],
  ['src/gateway/x.ts', 'semver', 'declared dependencies'],
];

type Violation = { rule: { name: string }; from: string };

const root = process.cwd();
let folder: string;
const violations = new Map<string, string[]>();

const relative = (from: string, to: string) => {
  const short = path.posix.relative(path.posix.dirname(from), to);
  return short.startsWith('.') ? short : `./${short}`;
};

/** Adds a number to the name of a module, because several cases share a path: src/gateway/x.ts becomes src/gateway/x-3.ts. */
const ownName = (from: string, n: number) => (from.endsWith('/x.ts') ? from.replace(/x\.ts$/, `x-${n}.ts`) : from);

function put(file: string, text: string) {
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), text, { flag: 'a' });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boundaries-'));
  for (const name of ['node_modules', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    symlinkSync(path.join(root, name), path.join(folder, name));
  }
  for (const [n, [from, to]] of FORBIDDEN.entries()) {
    const local = to.includes('.ts');
    if (local) put(to, 'export {};\n');
    put(ownName(from, n), `import '${local ? relative(from, to) : to}';\n`);
  }
  put('src/plugin/index.ts', "import '../gateway/payload-endpoints.ts';\n");
  put('src/gateway/payload-endpoints.ts', "import 'express';\n");
  put('src/gateway/ring-a.ts', "import { b } from './ring-b.ts';\nexport const a = b;\n");
  put('src/gateway/ring-b.ts', "import { a } from './ring-a.ts';\nexport const b = a;\n");
  put('src/gateway/type-ring-a.ts', "import type { B } from './type-ring-b.ts';\nexport type A = B;\n");
  put('src/gateway/type-ring-b.ts', "import type { A } from './type-ring-a.ts';\nexport type B = A | 1;\n");
  for (const { rule, from } of cruise()) violations.set(from, [...(violations.get(from) ?? []), rule.name]);
}, 60_000);

function cruise(): Violation[] {
  const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [
    bin,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'src',
    'migrations',
    'local',
    'test',
  ];
  const json = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  return (JSON.parse(json) as { summary: { violations: Violation[] } }).summary.violations;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(FORBIDDEN.map((row, n) => [...row, n] as const))('forbid that %s imports %s', (from, _to, rule, n) => {
    expect(violations.get(ownName(from, n))).toEqual([rule]);
  });

  it('keep the plugin free of Express', () => {
    expect(violations.get('src/plugin/index.ts')).toEqual(['plugin without Express']);
  });

  it('forbid cycles, except of types', () => {
    expect(violations.get('src/gateway/ring-a.ts')).toEqual(['no cycles']);
    expect(violations.get('src/gateway/type-ring-a.ts')).toBeUndefined();
  });
});

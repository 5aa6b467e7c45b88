import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Each forbidden import, alone in its module, and the rule that refuses it. */
const FORBIDDEN: [from: string, to: string, rule: string][] = [
  ['src/app/x.ts', 'src/services/contact.ts', 'layer: app'],
  ['src/admin/x.ts', 'src/database/pool.ts', 'layer: admin'],
  ['src/gateway/x.ts', 'src/services/identity/login.ts', 'layer: gateway'],
  ['src/gateway/x.ts', 'src/endpoints/auth.ts', 'layer: gateway'],
  ['src/graphql/x.ts', 'src/gateway/app.ts', 'layer: graphql'],
  ['src/endpoints/x.ts', 'src/gateway/app.ts', 'layer: endpoints'],
  ['src/endpoints/x.ts', 'src/database/transaction.ts', 'layer: endpoints'],
  ['src/services/x.ts', 'src/endpoints/auth.ts', 'layer: services'],
  ['src/services/x.ts', 'src/hooks/problem-as-field-error.ts', 'layer: services'],
  ['src/services/x.ts', 'src/jobs/subscribers.ts', 'layer: services'],
  ['src/collections/x.ts', 'src/jobs/subscribers.ts', 'layer: collections'],
  ['src/globals/x.ts', 'src/events/outbox.ts', 'layer: globals'],
  ['src/hooks/x.ts', 'src/gateway/endpoint.ts', 'layer: hooks'],
  ['src/access/x.ts', 'src/services/contact.ts', 'layer: access'],
  ['src/events/x.ts', 'src/services/identity/login.ts', 'layer: events'],
  ['src/events/x.ts', 'src/jobs/subscribers.ts', 'layer: events'],
  ['src/jobs/x.ts', 'src/gateway/endpoint.ts', 'layer: jobs'],
  ['src/emails/x.ts', 'src/services/contact.ts', 'layer: emails'],
  ['src/database/x.ts', 'src/events/outbox.ts', 'layer: database'],
  ['src/services/identity/x.ts', 'src/services/appointments/book.ts', 'domain: identity'],
  ['src/endpoints/me.ts', 'src/services/appointments/list-bookings.ts', 'domain: identity'],
  ['src/services/appointments/x.ts', 'src/services/identity/find-account.ts', 'domain: appointments'],
  ['src/hooks/bookings/x.ts', 'src/services/notifications/send-email.ts', 'domain: appointments'],
  ['src/services/notifications/x.ts', 'src/services/analytics/record-event.ts', 'domain: notifications'],
  ['src/services/analytics/x.ts', 'src/services/appointments/read-booking.ts', 'domain: analytics'],
  ['src/services/settings/x.ts', 'src/services/identity/otp.ts', 'domain: settings'],
  ['src/problem.ts', 'src/services/contact.ts', 'spine'],
  ['src/novelty/x.ts', 'src/ids.ts', 'every place has a row'],
  ['test/x.ts', 'src/worker.ts', 'entries are started, not imported'],
  ['src/database/x.ts', 'src/env.ts', 'layer: database'],
  ['migrations/x.ts', 'src/env.ts', 'migrations hold their own SQL'],
  ['migrations/x.ts', 'src/database/columns.ts', 'migrations hold their own SQL'],
  ['src/gateway/x.ts', '@opentelemetry/core', 'OpenTelemetry only where it is wanted'],
  ['src/telemetry/x.ts', 'src/database/pool.ts', 'layer: telemetry'],
  ['src/services/operations/x.ts', 'src/services/sales/settle.ts', 'domain: operations'],
  ['src/services/history/x.ts', 'src/services/identity/otp.ts', 'domain: history'],
  ['src/collections/x.ts', 'local/start.ts', 'src stands alone'],
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

/** `n` tells apart the modules of cases that share a place: src/gateway/x.ts becomes src/gateway/x-3.ts. */
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
  put('src/extension.ts', "import './gateway/payload-mount.ts';\n");
  put('src/gateway/payload-mount.ts', "import 'express';\n");
  put('src/gateway/ring-a.ts', "import { b } from './ring-b.ts';\nexport const a = b;\n");
  put('src/gateway/ring-b.ts', "import { a } from './ring-a.ts';\nexport const b = a;\n");
  put('src/gateway/type-ring-a.ts', "import type { B } from './type-ring-b.ts';\nexport type A = B;\n");
  put('src/gateway/type-ring-b.ts', "import type { A } from './type-ring-a.ts';\nexport type B = A | 1;\n");
  for (const { rule, from } of cruise()) violations.set(from, [...(violations.get(from) ?? []), rule.name]);
}, 60_000);

function cruise(): Violation[] {
  const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
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

describe('imports', () => {
  it.each(FORBIDDEN.map((row, n) => [...row, n] as const))('%s may not import %s', (from, _to, rule, n) => {
    expect(violations.get(ownName(from, n))).toEqual([rule]);
  });

  it('of the extension never reach Express', () => {
    expect(violations.get('src/extension.ts')).toEqual(['extension without Express']);
  });

  it('make no ring, but for types', () => {
    expect(violations.get('src/gateway/ring-a.ts')).toEqual(['no cycles']);
    expect(violations.get('src/gateway/type-ring-a.ts')).toBeUndefined();
  });
});

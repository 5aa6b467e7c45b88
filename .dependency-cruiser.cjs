/**
 * The rules for imports between modules (docs/architecture.md). The folders of src are rooms; a room may import itself and the
 * rooms after it in ORDER. A domain is a folder of src/services; folders of the same name in other rooms belong to that domain.
 */
const ORDER = [
  ...[
    'processes',
    'plugin',
    'app',
    'admin',
    'gateway',
    'jobs',
    'endpoints',
    'collections',
    'hooks',
    'services',
    'emails',
  ],
  ...['events', 'cache', 'access', 'storage', 'database', 'telemetry', 'lib'],
];

/** The rooms that may import less than ORDER allows, each with all rooms that it may import besides itself and lib. */
const NARROW = {
  app: ['admin'],
  admin: ['services', 'access'],
  endpoints: ['services', 'access', 'cache'],
  collections: ['hooks', 'services', 'access'],
  emails: [],
  telemetry: [],
  storage: [],
  plugin: [
    'admin',
    'gateway',
    'endpoints',
    'collections',
    'hooks',
    'services',
    'cache',
    'access',
    'storage',
    'database',
  ],
};

const TYPES = '^src/payload-types\\.ts$';
const room = (names) => `^src/(${names.join('|')})/`;

const roomRules = ORDER.map((name, at) => ({
  name: `room: ${name}`,
  comment: 'A room may import only the rooms that ORDER and NARROW in .dependency-cruiser.cjs allow.',
  severity: 'error',
  from: { path: room([name]) },
  to: {
    path: '^(src|migrations)/|^payload\\.config',
    pathNot: [
      room([name, 'lib', ...(NARROW[name] ?? ORDER.slice(at + 1))]),
      TYPES,
      ...(name === 'app' ? ['^payload\\.config'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'every place is a room',
      comment: 'Add the new folder of src to ORDER in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: [room(ORDER), TYPES] },
      to: {},
    },
    {
      name: 'a domain has one face',
      comment: 'Other domains import services/<domain>/index.ts only.',
      severity: 'error',
      from: { path: '^src/[^/]+/([^/]+)/' },
      to: { path: '^src/services/[^/]+/', pathNot: ['^src/services/$1/', '^src/services/[^/]+/index\\.ts$'] },
    },
    {
      name: 'a room imports faces',
      comment: 'Modules that belong to no domain import services/<domain>/index.ts only.',
      severity: 'error',
      from: { path: '^src/[^/]+/[^/]+$' },
      to: { path: '^src/services/[^/]+/', pathNot: '^src/services/[^/]+/index\\.ts$' },
    },
    {
      name: 'a face is for others',
      comment: 'A service imports the other files of its own domain directly, not through index.ts.',
      severity: 'error',
      from: { path: '^src/services/([^/]+)/', pathNot: '/index\\.ts$' },
      to: { path: '^src/services/$1/index\\.ts$' },
    },
    {
      name: 'processes are started, not imported',
      severity: 'error',
      from: {},
      to: { path: '^src/processes/(web|worker|migrate|rebuild-analytics|backup|build-admin)\\.ts$' },
    },
    {
      name: 'plugin without Express',
      comment: 'The plugin runs in a Payload site that has no Express.',
      severity: 'error',
      from: { path: '^src/plugin/index\\.ts$' },
      to: { reachable: true, path: ['^src/processes/env\\.ts$', '(^|/)node_modules/(@types/)?(express|helmet|cors)/'] },
    },
    {
      name: 'Express only in the shell',
      comment:
        'Endpoints are served by src/gateway/listener.ts; Express serves everything else (docs/architecture.md).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/gateway/shell\\.ts$' },
      to: { path: '(^|/)node_modules/express/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'OpenTelemetry only where it is wanted',
      comment:
        'Loading OpenTelemetry takes time, so only src/processes/start.ts imports it, and only if an endpoint is set.',
      severity: 'error',
      from: { path: '^(src|payload\\.config)', pathNot: '^src/telemetry/' },
      to: {
        path: ['^src/telemetry/', '(^|/)node_modules/@opentelemetry/'],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'migrations hold their own SQL',
      comment:
        'An applied migration must never change, so it imports no code that may change; see src/database/schema/README.md.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src/|payload\\.config)' },
    },
    {
      name: 'src stands alone',
      severity: 'error',
      from: { path: '^(src|migrations|payload\\.config)' },
      to: { path: '^(local|test|bench)/' },
    },
    { name: 'local without tests', severity: 'error', from: { path: '^local/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'production dependencies',
      comment: 'The image contains no devDependencies.',
      severity: 'error',
      from: { path: '^(src|migrations|payload\\.config)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'declared dependencies',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.next/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

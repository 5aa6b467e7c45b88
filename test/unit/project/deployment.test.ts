import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Compose,
  type ComposeService,
  listRequiredVariables,
  readCompose,
} from '../../../local/rehearsal/compose.ts';
import { parseDockerfile } from '../../../local/rehearsal/dockerfile.ts';
import { parseEnv } from '../../../src/processes/env.ts';
import { EXAMPLE_ENV } from '../../../src/processes/example-env.ts';

const FILE = 'docker-compose.yml';
const text = readFileSync(FILE, 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const stages = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
const runtime = stages.at(-1);

const LONG = 'x'.repeat(40);
const secrets = Object.fromEntries(listRequiredVariables(text).map((name) => [name, LONG]));
const stripe = { STRIPE_SECRET_KEY: `sk_test_${LONG}`, STRIPE_WEBHOOK_SECRET: `whsec_${LONG}` };
const optional = {
  CLOUDFRONT_DISTRIBUTION_ID: 'E2EXAMPLE',
  CLOUDFRONT_ENDPOINT: 'http://cloudfront.example',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
};
const variables = { ...secrets, ...stripe, ...optional, ADMIN_EMAIL: 'admin@example.com' };
const compose: Compose = readCompose(FILE, variables);

const OURS = { web: 'start:web', worker: 'start:worker', migrate: 'migrate' };

function findService(name: string): ComposeService {
  const service = compose.services[name];
  if (!service) throw new Error(`${FILE} has no service ${name}.`);
  return service;
}

const readEnvironment = (name: string) =>
  Object.fromEntries(Object.entries(findService(name).environment ?? {}).map(([key, value]) => [key, String(value)]));

describe('docker-compose.yml', () => {
  it.each(Object.entries(OURS))('runs %s with the command of npm run %s', (name, script) => {
    const entry = scripts[script]?.replace(/^exec \.\/runtime\.sh /, '');
    expect(findService(name).command).toEqual(['node', '--import', './runtime.mjs', entry]);
    expect(findService(name)).toMatchObject({ image: 'lomash-wood-backend:local', build: '.' });
  });

  it.each(Object.keys(OURS))('gives %s a complete environment without unused variables', (name) => {
    const environment = readEnvironment(name);
    const parsed = parseEnv({ ...environment, NODE_ENV: 'production' });
    expect(Object.keys(environment).filter((key) => !(key in parsed))).toEqual([]);
  });

  it.each([
    ['hello@example.com', { name: 'Lomash Wood', address: 'hello@example.com' }],
    ['Hello <hello@example.com>', { name: 'Hello', address: 'hello@example.com' }],
    ['"Wood, Lomash" <hello@example.com>', { name: 'Wood, Lomash', address: 'hello@example.com' }],
  ])('accepts %s as the sender', (EMAIL_FROM, sender) => {
    expect(parseEnv({ ...readEnvironment('web'), NODE_ENV: 'production', EMAIL_FROM }).EMAIL_FROM).toEqual(sender);
  });

  it.each(['hello', 'a@example.com, b@example.com'])('rejects %s as the sender', (EMAIL_FROM) => {
    expect(() => parseEnv({ ...readEnvironment('web'), NODE_ENV: 'production', EMAIL_FROM })).toThrow('EMAIL_FROM');
  });

  it('requires all secrets', () => {
    expect(() => readCompose(FILE, { ...variables, POSTGRES_PASSWORD: '' })).toThrow('POSTGRES_PASSWORD is not set');
    const ours = ['PAYLOAD_SECRET', 'CUSTOMER_TOKEN_SECRET', 'INTERNAL_TOKENS', 'ADMIN_PASSWORD'];
    for (const secret of [...ours, 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) {
      expect(listRequiredVariables(text)).toContain(secret);
    }
  });

  it('runs the migration once before web and worker start', () => {
    expect(findService('migrate')).toMatchObject({ restart: 'no', healthcheck: { disable: true } });
    for (const name of ['web', 'worker']) {
      expect(findService(name).depends_on).toMatchObject({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
    }
  });

  it('allows more instances of web and worker, which have no container name and no host port', () => {
    for (const name of ['web', 'worker']) {
      expect(findService(name)).not.toHaveProperty('container_name');
      expect(findService(name)).not.toHaveProperty('ports');
    }
  });

  it('depends on existing services, with a health check if it waits for their health', () => {
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const checked = findService(name).healthcheck !== undefined || name === 'web';
        if (condition === 'service_healthy') expect(checked, name).toBe(true);
        else expect(findService(name)).toBeDefined();
      }
    }
  });

  it('keeps the data of Postgres, Redis and MinIO in volumes', () => {
    for (const name of ['postgres', 'redis', 'minio']) {
      const volumes = findService(name).volumes?.map((volume) => String(volume.split(':')[0])) ?? [];
      expect(volumes.filter((volume) => !volume.startsWith('./'))).toEqual([name]);
      expect(compose.volumes).toHaveProperty(name);
    }
    expect(findService('redis').command).toEqual(
      expect.arrayContaining(['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']),
    );
  });
});

describe('for its containers, docker-compose.yml', () => {
  const services = Object.entries(compose.services);
  const of = (name: string) => findService(name).networks ?? [];

  it.each(services)('gives %s a read-only file system and no capabilities', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('gives only the proxy one capability, which it needs to start', () => {
    expect(services.flatMap(([name, { cap_add = [] }]) => cap_add.map((right) => [name, right]))).toEqual([
      ['proxy', 'NET_BIND_SERVICE'],
    ]);
  });

  it.each(services)('pins the image of %s', (_name, { image, build }) => {
    expect(build === '.' || /@sha256:[0-9a-f]{64}$|:v?\d+\.\d+\.\d+$|:\d+\.\d+$|:RELEASE\.[\dT-]+Z$/.test(image)).toBe(
      true,
    );
  });

  it('connects each container only to the networks that it needs, and the data network is internal', () => {
    expect(compose.networks.data).toEqual({ internal: true });
    expect(Object.fromEntries(services.map(([name]) => [name, of(name)]))).toEqual({
      proxy: ['proxy'],
      web: ['proxy', 'data', 'outside'],
      worker: ['data', 'outside'],
      migrate: ['data'],
      postgres: ['data'],
      redis: ['data'],
      mail: ['outside'],
      minio: ['data', 'outside'],
      bucket: ['data'],
    });
  });

  it('publishes only the proxy and, on the loopback interface alone, the mail inbox and MinIO’s console', () => {
    const shown = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(shown).toEqual([
      ['proxy', '8080:8080'],
      ['mail', '127.0.0.1:8025:8025'],
      ['minio', '127.0.0.1:9001:9001'],
    ]);
  });

  it('requires passwords, and gives the site no administrator credentials', () => {
    const { DATABASE_URL = '', REDIS_URL = '', S3_ACCESS_KEY_ID } = readEnvironment('web');
    expect(new URL(REDIS_URL).password).toBe(LONG);
    expect(findService('redis').command).toContain('--requirepass');
    expect(new URL(DATABASE_URL).username).toBe('lomashwood');
    expect(readEnvironment('postgres')).not.toHaveProperty('POSTGRES_USER');
    expect(readEnvironment('minio').MINIO_ROOT_USER).not.toBe(S3_ACCESS_KEY_ID);
    const administrators = ['POSTGRES_ADMIN_PASSWORD', 'MINIO_ADMIN_PASSWORD'];
    expect(listRequiredVariables(text)).toEqual(expect.arrayContaining(administrators));
    const ours = readCompose(FILE, { ...variables, ...Object.fromEntries(administrators.map((name) => [name, name])) });
    for (const name of Object.keys(OURS)) {
      expect(Object.values(ours.services[name]?.environment ?? {}).join(' ')).not.toMatch(/_ADMIN_PASSWORD/);
    }
  });
});

describe('Dockerfile', () => {
  const instructions = (name: string) => runtime?.instructions.filter((each) => each.name === name) ?? [];

  it('starts the web process in production, not as root', () => {
    expect(JSON.parse(instructions('CMD')[0]?.args ?? '[]')).toEqual(findService('web').command);
    expect(instructions('USER')).toEqual([{ name: 'USER', args: 'node' }]);
    expect(instructions('ENV').map(({ args }) => args)).toContain('NODE_ENV=production');
    expect(instructions('HEALTHCHECK')).toHaveLength(1);
  });

  it('starts from one pinned release of Node', () => {
    const names = new Set(stages.map(({ name }) => name));
    const bases = stages.filter(({ from }) => !names.has(from)).map(({ from }) => from);
    expect(bases).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-/)]);
    expect(stages[0]?.from).toContain(`node:${readFileSync('.nvmrc', 'utf8').trim()}-`);
  });

  it('copies only files that exist and are not ignored', () => {
    const sources = stages
      .flatMap((stage) => stage.instructions)
      .filter(({ name, args }) => name === 'COPY' && !args.startsWith('--from='))
      .flatMap(({ args }) => args.split(/\s+/).slice(0, -1));
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(allowed).toContain('*');
    for (const source of sources) {
      expect(existsSync(source), source).toBe(true);
      expect(allowed).toContain(`!${source}`);
    }
  });

  it('builds the admin UI without variables of the site', () => {
    const build = stages.find(({ name }) => name === 'build')?.instructions ?? [];
    expect(build.at(-1)?.args).toMatch(/^node --import \.\/runtime\.mjs src\/processes\/build-admin\.ts /);
    const given = stages.flatMap(({ instructions }) => instructions.map(({ args }) => args)).join('\n');
    expect(Object.keys(parseEnv(EXAMPLE_ENV)).filter((name) => new RegExp(`\\b${name}=`).test(given))).toEqual([
      'NODE_ENV',
    ]);
  });

  it('installs no devDependencies in the runtime stage', () => {
    const from = runtime?.instructions.find(({ args }) => args.includes('node_modules'))?.args;
    const stage = stages.find(({ name }) => from?.startsWith(`--from=${name} `));
    expect(stage?.instructions.filter(({ name }) => name === 'RUN').map(({ args }) => args)).toEqual([
      expect.stringContaining('npm ci --no-audit --no-fund --omit=dev'),
    ]);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Compose, type ComposeService, readCompose, requiredVariables } from '../../../local/rehearsal/compose.ts';
import { parseDockerfile } from '../../../local/rehearsal/dockerfile.ts';

const FILE = 'docker-compose.yml';
const text = readFileSync(FILE, 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const stages = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
const runtime = stages.at(-1);

const LONG = 'x'.repeat(40);
const secrets = Object.fromEntries(requiredVariables(text).map((name) => [name, LONG]));
const stripe = { STRIPE_SECRET_KEY: `sk_test_${LONG}`, STRIPE_WEBHOOK_SECRET: `whsec_${LONG}` };
const optional = {
  CLOUDFRONT_DISTRIBUTION_ID: 'E2EXAMPLE',
  CLOUDFRONT_ENDPOINT: 'http://cloudfront.example',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
};
const variables = { ...secrets, ...stripe, ...optional, ADMIN_EMAIL: 'admin@example.com' };
const compose: Compose = readCompose(FILE, variables);

const OURS = { web: 'start:web', worker: 'start:worker', migrate: 'migrate' };

function serviceOf(name: string): ComposeService {
  const service = compose.services[name];
  if (!service) throw new Error(`${FILE} has no service ${name}.`);
  return service;
}

const environmentOf = (name: string) =>
  Object.fromEntries(Object.entries(serviceOf(name).environment ?? {}).map(([key, value]) => [key, String(value)]));

describe('docker-compose.yml', () => {
  let parseEnv: typeof import('../../../src/env.ts')['parseEnv'];

  beforeAll(async () => {
    const before = { ...process.env };
    Object.assign(process.env, environmentOf('web'));
    ({ parseEnv } = await import('../../../src/env.ts'));
    process.env = before;
  });

  it.each(Object.entries(OURS))('%s runs what npm run %s does', (name, script) => {
    expect(`exec ${serviceOf(name).command?.join(' ')}`).toBe(scripts[script]);
    expect(serviceOf(name)).toMatchObject({ image: 'lomash-wood-backend:local', build: '.' });
  });

  it.each(Object.keys(OURS))('gives %s a whole environment, and nothing that is not read', (name) => {
    const environment = environmentOf(name);
    const parsed = parseEnv({ ...environment, NODE_ENV: 'production' });
    expect(Object.keys(environment).filter((key) => !(key in parsed))).toEqual([]);
  });

  it.each([
    ['hello@example.com', { name: 'Lomash Wood', address: 'hello@example.com' }],
    ['Hello <hello@example.com>', { name: 'Hello', address: 'hello@example.com' }],
    ['"Wood, Lomash" <hello@example.com>', { name: 'Wood, Lomash', address: 'hello@example.com' }],
  ])('takes %s for the sender', (EMAIL_FROM, sender) => {
    expect(parseEnv({ ...environmentOf('web'), NODE_ENV: 'production', EMAIL_FROM }).EMAIL_FROM).toEqual(sender);
  });

  it.each(['hello', 'a@example.com, b@example.com'])('takes %s for no sender', (EMAIL_FROM) => {
    expect(() => parseEnv({ ...environmentOf('web'), NODE_ENV: 'production', EMAIL_FROM })).toThrow('EMAIL_FROM');
  });

  it('starts nothing without its secrets', () => {
    expect(() => readCompose(FILE, { ...variables, POSTGRES_PASSWORD: '' })).toThrow('POSTGRES_PASSWORD is not set');
    const ours = ['PAYLOAD_SECRET', 'CUSTOMER_TOKEN_SECRET', 'INTERNAL_TOKENS', 'ADMIN_PASSWORD'];
    for (const secret of [...ours, 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) {
      expect(requiredVariables(text)).toContain(secret);
    }
  });

  it('migrates once, before web and worker start', () => {
    expect(serviceOf('migrate')).toMatchObject({ restart: 'no', healthcheck: { disable: true } });
    for (const name of ['web', 'worker']) {
      expect(serviceOf(name).depends_on).toMatchObject({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
    }
  });

  it('lets web and worker be scaled: no name and no port of the host is theirs', () => {
    for (const name of ['web', 'worker']) {
      expect(serviceOf(name)).not.toHaveProperty('container_name');
      expect(serviceOf(name)).not.toHaveProperty('ports');
    }
  });

  it('waits only for services that there are, and that say when they are well', () => {
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const checked = serviceOf(name).healthcheck !== undefined || name === 'web';
        if (condition === 'service_healthy') expect(checked, name).toBe(true);
        else expect(serviceOf(name)).toBeDefined();
      }
    }
  });

  it('keeps what Postgres, Redis and MinIO store', () => {
    for (const name of ['postgres', 'redis', 'minio']) {
      const volumes = serviceOf(name).volumes?.map((volume) => String(volume.split(':')[0])) ?? [];
      expect(volumes.filter((volume) => !volume.startsWith('./'))).toEqual([name]);
      expect(compose.volumes).toHaveProperty(name);
    }
    expect(serviceOf('redis').command).toEqual(
      expect.arrayContaining(['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']),
    );
  });
});

describe('docker-compose.yml, every container', () => {
  const services = Object.entries(compose.services);
  const of = (name: string) => serviceOf(name).networks ?? [];

  it.each(services)('%s can change none of its programs and gain no rights', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('adds one right back, which the proxy does not start without', () => {
    expect(services.flatMap(([name, { cap_add = [] }]) => cap_add.map((right) => [name, right]))).toEqual([
      ['proxy', 'NET_BIND_SERVICE'],
    ]);
  });

  it.each(services)('%s is of one release, and not of whatever is newest', (_name, { image, build }) => {
    expect(build === '.' || /@sha256:[0-9a-f]{64}$|:v?\d+\.\d+\.\d+$|:\d+\.\d+$|:RELEASE\.[\dT-]+Z$/.test(image)).toBe(
      true,
    );
  });

  it('reaches only what it needs: nothing but the site is where the data lie, and they have no way out', () => {
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

  it('shows the host the proxy alone, and the mail inbox and the console of MinIO to itself', () => {
    const shown = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(shown).toEqual([
      ['proxy', '8080:8080'],
      ['mail', '127.0.0.1:8025:8025'],
      ['minio', '127.0.0.1:9001:9001'],
    ]);
  });

  it('asks for a password at each door, and the site has those of no administrator', () => {
    const { DATABASE_URL = '', REDIS_URL = '', S3_ACCESS_KEY_ID } = environmentOf('web');
    expect(new URL(REDIS_URL).password).toBe(LONG);
    expect(serviceOf('redis').command).toContain('--requirepass');
    expect(new URL(DATABASE_URL).username).toBe('lomashwood');
    expect(environmentOf('postgres')).not.toHaveProperty('POSTGRES_USER');
    expect(environmentOf('minio').MINIO_ROOT_USER).not.toBe(S3_ACCESS_KEY_ID);
    const administrators = ['POSTGRES_ADMIN_PASSWORD', 'MINIO_ADMIN_PASSWORD'];
    expect(requiredVariables(text)).toEqual(expect.arrayContaining(administrators));
    const ours = readCompose(FILE, { ...variables, ...Object.fromEntries(administrators.map((name) => [name, name])) });
    for (const name of Object.keys(OURS)) {
      expect(Object.values(ours.services[name]?.environment ?? {}).join(' ')).not.toMatch(/_ADMIN_PASSWORD/);
    }
  });
});

describe('Dockerfile', () => {
  const instructions = (name: string) => runtime?.instructions.filter((each) => each.name === name) ?? [];

  it('starts the web process, not as root, in production', () => {
    expect(JSON.parse(instructions('CMD')[0]?.args ?? '[]')).toEqual(serviceOf('web').command);
    expect(instructions('USER')).toEqual([{ name: 'USER', args: 'node' }]);
    expect(instructions('ENV').map(({ args }) => args)).toContain('NODE_ENV=production');
    expect(instructions('HEALTHCHECK')).toHaveLength(1);
  });

  it('begins with one release of Node', () => {
    const names = new Set(stages.map(({ name }) => name));
    const bases = stages.filter(({ from }) => !names.has(from)).map(({ from }) => from);
    expect(bases).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-/)]);
  });

  it('copies only what is there and not ignored', () => {
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

  it('installs no devDependencies where it runs', () => {
    const from = runtime?.instructions.find(({ args }) => args.includes('node_modules'))?.args;
    const stage = stages.find(({ name }) => from?.startsWith(`--from=${name} `));
    expect(stage?.instructions.filter(({ name }) => name === 'RUN').map(({ args }) => args)).toEqual([
      expect.stringContaining('npm ci --no-audit --no-fund --omit=dev'),
    ]);
  });
});

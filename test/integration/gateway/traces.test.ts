import { afterAll, expect, test } from 'vitest';
import { startReadyWorker } from '../../crash/processes.ts';
import { type CollectedSpan, openCollector } from '../../support/collector.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startWebProcess } from './web-process.ts';

const [mailbox, collector] = await Promise.all([openMailbox(), openCollector()]);
const { environment } = await startSite({ SMTP_URL: mailbox.url });
const traced = {
  ...environment,
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
  OTEL_BSP_SCHEDULE_DELAY: '100',
};
afterAll(() => Promise.all([mailbox.close(), collector.close()]));

const CORRELATION_ID = 'one-registration';
const ACCOUNT = { email: 'ada@example.com', password: 'a long password', firstName: 'Ada', lastName: 'Lovelace' };

const named = (name: string) => collector.spans.find((span) => span.name === name);

/** Lists the names of a span and its ancestors, from the span up to the root. */
function above(span: CollectedSpan | undefined): string[] {
  if (!span) return [];
  return [span.name, ...above(collector.spans.find(({ spanId }) => spanId === span.parentSpanId))];
}

test('a registration is one trace from the request through SQL and the outbox to the e-mail', {
  timeout: 120_000,
}, async () => {
  const [web] = await Promise.all([startWebProcess(traced), startReadyWorker(traced, 'src/processes/worker.ts')]);
  const follows = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await fetch(`${web.base}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': CORRELATION_ID, traceparent: follows },
    body: JSON.stringify(ACCOUNT),
  });
  expect(answer.status).toBe(201);
  await until(() => mailbox.mails.length === 1, 'the welcome e-mail');
  await until(() => named('e-mail welcome-email') && named('job welcome-email'), 'the spans of its job');
  await until(() => named('POST /v1/auth/register'), 'the span of the request');
  await web.stop();

  expect(collector.credentials).toEqual(new Set(['Bearer of-the-collector']));
  expect(above(named('e-mail welcome-email'))).toEqual([
    'e-mail welcome-email',
    'job welcome-email',
    'outbox user.created',
    'POST /v1/auth/register',
  ]);
  expect(named('POST /v1/auth/register')).toMatchObject({
    service: 'lomash-wood-web',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    attributes: { 'http.route': '/v1/auth/register', 'http.response.status_code': 201 },
  });
  expect(named('job welcome-email')).toMatchObject({ service: 'lomash-wood-worker' });

  const ofTrace = collector.spans.filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
  const inserts = ofTrace.filter(({ attributes }) =>
    /INSERT INTO domain_events/.test(String(attributes['db.query.text'])),
  );
  expect(inserts.map(above)).toEqual([['INSERT', 'POST /v1/auth/register']]);
  expect(ofTrace.map(({ name }) => name)).toEqual(expect.arrayContaining(['BEGIN', 'COMMIT', 'job analytics']));
  expect(new Set(ofTrace.map(({ attributes }) => attributes.correlation_id))).toEqual(new Set([CORRELATION_ID]));
  for (const secret of [ACCOUNT.email, ACCOUNT.password, ACCOUNT.lastName]) {
    expect(collector.raw()).not.toContain(secret);
  }
});

test('the polls of the relay and of idle workers are not traced', () => {
  const roots = collector.spans.filter(({ parentSpanId }) => !parentSpanId).map(({ name }) => name);
  expect(roots.filter((name) => !/^(schedule|job|GET|POST) /.test(name))).toEqual([]);
});

test('variables choose which traces are recorded, what a span contains, and the name of the service', async () => {
  const web = await startWebProcess({
    ...traced,
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
    OTEL_SERVICE_NAME: 'shop',
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    OTEL_BSP_SCHEDULE_DELAY: '3600000',
  });
  const sampled = { traceparent: '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  expect((await fetch(`${web.base}/v1/products`)).status).toBe(200);
  expect((await fetch(`${web.base}/v1/products`, { headers: sampled })).status).toBe(200);
  const ofShop = () => collector.spans.filter(({ service }) => service === 'shop');
  expect(ofShop()).toEqual([]);
  web.process.kill('SIGTERM');
  expect(await web.exited).toBe(0);
  expect(new Set(ofShop().map(({ traceId }) => traceId))).toEqual(new Set(['1af7651916cd43dd8448eb211c80319c']));
  expect(named('GET /v1/products')?.attributes).toMatchObject({ 'http.route': '/v1/' });
});

test('the site works while the collector is down', async () => {
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '500' };
  const web = await startWebProcess({ ...traced, ...away, LOG_LEVEL: 'warn' });
  expect((await fetch(`${web.base}/v1/products`)).status).toBe(200);
  await until(() => web.log().includes('Could not send traces'), 'the log to report failed traces');
  expect((await fetch(`${web.base}/readyz`)).status).toBe(200);
  web.process.kill('SIGTERM');
  expect(await web.exited).toBe(0);
});

test('without an endpoint, no OpenTelemetry package is loaded except the API that prom-client imports', async () => {
  const web = await startWebProcess({ ...environment, NODE_DEBUG: 'module', OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  expect((await fetch(`${web.base}/v1/products`)).status).toBe(200);
  const loaded = new Set(web.log().match(/node_modules\/(?:@[\w-]+\/)?[\w-]+/g));
  expect(loaded).toContain('node_modules/prom-client');
  const ours = [...loaded].filter((file) => file.includes('@opentelemetry'));
  expect(ours).toEqual(['node_modules/@opentelemetry/api']);
  await web.stop();
});

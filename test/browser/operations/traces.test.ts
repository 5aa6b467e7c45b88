import { afterAll, expect, test } from 'vitest';
import { startWebProcess } from '../../integration/gateway/web-process.ts';
import { ensureAdminBuild } from '../../support/admin-build.ts';
import { openCollector } from '../../support/collector.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const collector = await openCollector();
const { environment } = await startSite();
const traced = { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
afterAll(() => collector.close());

test('spans of admin pages contain no URL, because a URL may contain a token or a search', async () => {
  await ensureAdminBuild(environment);
  const web = await startWebProcess({ ...traced, WEB_ROLES: 'api,admin' });
  const typed = ['token-of-a-mail', 'typed-into-a-search'];
  expect((await fetch(`${web.base}/admin/reset/${typed[0]}?search=${typed[1]}`)).status).toBe(200);
  await until(() => collector.spans.some(({ attributes }) => attributes['next.span_type']), 'the spans of Next');
  await until(() => collector.spans.some(({ name }) => name.startsWith('GET /admin')), 'the span of the request');
  await web.stop();
  for (const secret of typed) expect(collector.raw()).not.toContain(secret);
});

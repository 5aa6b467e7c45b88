import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { measureDependencies } from '../../../src/gateway/measure-dependencies.ts';
import { measureAnalytics } from '../../../src/jobs/analytics-metrics.ts';
import { measureBrochures } from '../../../src/jobs/brochure-metrics.ts';
import { measureEvents } from '../../../src/jobs/metrics.ts';
import { measureSales } from '../../../src/jobs/sales-metrics.ts';
import { measureSchedules } from '../../../src/jobs/schedule-metrics.ts';
import { measureProcess, registry } from '../../../src/metrics.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
measureProcess();
for (const measure of [measureDependencies, measureAnalytics, measureBrochures, measureEvents, measureSales])
  measure(payload);
measureSchedules({ overdue: async () => new Map([['remind', 0]]) });
const metrics = await registry.getMetricsAsJSON();

type Dashboard = { panels: { title: string; targets?: { expr: string }[] }[] };
type Rules = { groups: { rules: { alert: string; expr: string }[] }[] };

const dashboard = JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')) as Dashboard;
const { groups } = parse(readFileSync('ops/prometheus-alerts.yml', 'utf8')) as Rules;

const onDashboard = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
);
const queries = [
  ...onDashboard,
  ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
];

/** The metrics of a query: its names, without functions, labels, ranges and words of the language. */
const metricsIn = (query: string) =>
  query
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\bby \([^)]*\)/g, '')
    .match(/\b[a-z]\w*\b(?!\s*\()/g)
    ?.filter((word) => word !== 'or') ?? [];

/** `up` is Prometheus' own; a histogram has three names. */
const known = new Set([
  'up',
  ...metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  ),
]);

test.each(queries)('%s asks for metrics that there are: %s', (_title, query) => {
  const names = metricsIn(query);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('what the site measures of itself is on the dashboard', () => {
  const shown = new Set(
    onDashboard.flatMap(([, query]) => metricsIn(query)).map((name) => name.replace(/_(bucket|count)$/, '')),
  );
  const own = metrics.map(({ name }) => name).filter((name) => !/^(nodejs|process)_/.test(name));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

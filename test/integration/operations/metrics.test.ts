import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  measureAnalytics,
  measureBrochures,
  measureEvents,
  measureSales,
  measureSchedules,
} from '../../../src/jobs/worker-metrics.ts';
import { measureProcess, registry } from '../../../src/lib/metrics.ts';
import { measureDependencies } from '../../../src/processes/measure-dependencies.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
measureProcess();
for (const measure of [measureDependencies, measureAnalytics, measureBrochures, measureEvents, measureSales])
  measure(payload);
measureSchedules({ overdueSeconds: async () => new Map([['remind', 0]]) });
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

/** Returns the metric names in a query, without functions, labels, ranges and keywords. */
const metricsIn = (query: string) =>
  query
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\bby \([^)]*\)/g, '')
    .match(/\b[a-z]\w*\b(?!\s*\()/g)
    ?.filter((word) => word !== 'or') ?? [];

/** The names of all metrics. `up` is Prometheus' own metric. A histogram has three names. */
const knownNames = new Set([
  'up',
  ...metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  ),
]);

test.each(queries)('the query of %s uses existing metrics: %s', (_title, query) => {
  const names = metricsIn(query);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !knownNames.has(name))).toEqual([]);
});

test('the dashboard shows all metrics of the site', () => {
  const shown = new Set(
    onDashboard.flatMap(([, query]) => metricsIn(query)).map((name) => name.replace(/_(bucket|count)$/, '')),
  );
  const own = metrics.map(({ name }) => name).filter((name) => !/^(nodejs|process)_/.test(name));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { readBatchSettings, readSampler, readSpanLimits } from '../../../src/telemetry/read-settings.ts';

const setVariables = (variables: Record<string, string>) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

/** Collects what OpenTelemetry reports until the end of the test. */
function collectReports(): string[] {
  const reports: string[] = [];
  const add = (message: string) => reports.push(message);
  diag.setLogger({ error: add, warn: add, info: add, debug: add, verbose: add }, DiagLogLevel.WARN);
  return reports;
}

afterEach(() => {
  vi.unstubAllEnvs();
  diag.disable();
});

const parentBased = (root: string) =>
  `ParentBased{root=${root}, remoteParentSampled=AlwaysOnSampler, remoteParentNotSampled=AlwaysOffSampler, ` +
  'localParentSampled=AlwaysOnSampler, localParentNotSampled=AlwaysOffSampler}';

test.each([
  ['always_on', 'AlwaysOnSampler'],
  ['always_off', 'AlwaysOffSampler'],
  ['traceidratio', 'TraceIdRatioBased{0.1}'],
  ['parentbased_always_on', parentBased('AlwaysOnSampler')],
  ['parentbased_always_off', parentBased('AlwaysOffSampler')],
  ['parentbased_traceidratio', parentBased('TraceIdRatioBased{0.1}')],
  ['', parentBased('AlwaysOnSampler')],
])('OTEL_TRACES_SAMPLER=%s chooses the sampler', (name, sampler) => {
  const reports = collectReports();
  setVariables({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.1' });
  expect(String(readSampler())).toBe(sampler);
  expect(reports).toEqual([]);
});

test('an unknown sampler is reported, and the default is used', () => {
  const reports = collectReports();
  setVariables({ OTEL_TRACES_SAMPLER: 'constructor' });
  expect(String(readSampler())).toBe(parentBased('AlwaysOnSampler'));
  expect(reports).toEqual([expect.stringContaining('constructor')]);
});

test.each(['', '1.1', '-0.1', 'half'])('the ratio %j is reported, and every trace is recorded', (ratio) => {
  const reports = collectReports();
  setVariables({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio });
  expect(String(readSampler())).toBe('TraceIdRatioBased{1}');
  expect(reports.at(-1)).toBe('OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1, so every trace is recorded.');
});

test('variables set the batches in which spans are sent', () => {
  expect(Object.values(readBatchSettings())).toEqual([undefined, undefined, undefined, undefined]);
  setVariables({
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
    OTEL_BSP_MAX_QUEUE_SIZE: '2',
    OTEL_BSP_SCHEDULE_DELAY: '3',
    OTEL_BSP_EXPORT_TIMEOUT: '4',
  });
  expect(readBatchSettings()).toEqual({
    maxExportBatchSize: 1,
    maxQueueSize: 2,
    scheduledDelayMillis: 3,
    exportTimeoutMillis: 4,
  });
});

test('variables limit what a span contains, and those of spans take precedence', () => {
  setVariables({ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10', OTEL_ATTRIBUTE_COUNT_LIMIT: '20' });
  expect(readSpanLimits()).toMatchObject({ attributeValueLengthLimit: 10, attributeCountLimit: 20 });
  setVariables({
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '1',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
    OTEL_SPAN_LINK_COUNT_LIMIT: '4',
    OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: '5',
    OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT: '6',
  });
  expect(readSpanLimits()).toEqual({
    attributeValueLengthLimit: 1,
    attributeCountLimit: 2,
    eventCountLimit: 3,
    linkCountLimit: 4,
    attributePerEventCountLimit: 5,
    attributePerLinkCountLimit: 6,
  });
});

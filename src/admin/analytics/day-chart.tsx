'use client';
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { toDisplayDate } from '../../lib/dates.ts';

/** Daily values, drawn as a line, an area or bars. The lines of a chart differ in `drawn` as well as in colour. */
export type ChartSeries = { label: string; colour: string; drawn?: 'area' | 'dashes' | 'dots'; values: number[] };

export type ChartProps = {
  title: string;
  /** London days as YYYY-MM-DD. */
  dates: string[];
  series: ChartSeries[];
  kind?: 'lines' | 'bars';
  unit?: 'count' | 'pence';
};

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const count = new Intl.NumberFormat('en-GB');
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

const DASHES = { dashes: '8 4', dots: '1 4' } as const;

const text = { fill: 'var(--theme-elevation-600)', fontSize: 12 };

/** A chart of daily values. Its library is large, so this module is loaded lazily. */
export default function DayChart({ dates, series, kind = 'lines', unit = 'count' }: ChartProps) {
  const rows = dates.map((date, i) => ({ date, ...Object.fromEntries(series.map(({ values }, j) => [j, values[i]])) }));
  const formatExact = (value: unknown) =>
    unit === 'pence' ? pounds.format(Number(value) / 100) : count.format(Number(value));
  const formatShort = (value: number) => (unit === 'pence' ? `£${short.format(value / 100)}` : short.format(value));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--theme-elevation-100)" />
        <XAxis
          dataKey="date"
          tickFormatter={(date: string) => day.format(toDisplayDate(date))}
          tick={text}
          tickLine={false}
          axisLine={{ stroke: 'var(--theme-elevation-200)' }}
          minTickGap={28}
        />
        <YAxis
          tickFormatter={formatShort}
          tick={text}
          tickLine={false}
          axisLine={false}
          width={46}
          allowDecimals={false}
        />
        <Tooltip
          formatter={formatExact}
          labelFormatter={(date) => day.format(toDisplayDate(String(date)))}
          contentStyle={{
            background: 'var(--theme-elevation-0)',
            border: '1px solid var(--theme-elevation-150)',
            borderRadius: 6,
            color: 'var(--theme-text)',
          }}
          cursor={{ fill: 'var(--theme-elevation-50)', stroke: 'var(--theme-elevation-200)' }}
        />
        {series.length > 1 && <Legend wrapperStyle={{ fontSize: 13 }} />}
        {series.map(({ label, colour, drawn }, i) => {
          const common = { dataKey: i, name: label, isAnimationActive: false };
          const stroke = { stroke: colour, strokeWidth: drawn === 'area' ? 0 : 2, dot: dates.length === 1 };
          if (kind === 'bars') return <Bar key={label} {...common} fill={colour} radius={[3, 3, 0, 0]} />;
          if (drawn === 'area') {
            return <Area key={label} {...common} {...stroke} legendType="rect" fill={colour} fillOpacity={0.25} />;
          }
          return (
            <Line
              key={label}
              {...common}
              {...stroke}
              legendType="plainline"
              strokeDasharray={drawn ? DASHES[drawn] : undefined}
            />
          );
        })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

'use client';
import { Bar, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { dayOrMoment } from '../../dates.ts';

/** A line or a row of bars, one value a day. */
export type ChartSeries = { label: string; colour: string; dashed?: boolean; values: number[] };

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

const text = { fill: 'var(--theme-elevation-600)', fontSize: 12 };

/** Values by day; the library is large, so this is loaded lazily. */
export default function DayChart({ dates, series, kind = 'lines', unit = 'count' }: ChartProps) {
  const rows = dates.map((date, i) => ({ date, ...Object.fromEntries(series.map(({ values }, j) => [j, values[i]])) }));
  const exact = (value: unknown) =>
    unit === 'pence' ? pounds.format(Number(value) / 100) : count.format(Number(value));
  const rough = (value: number) => (unit === 'pence' ? `£${short.format(value / 100)}` : short.format(value));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--theme-elevation-100)" />
        <XAxis
          dataKey="date"
          tickFormatter={(date: string) => day.format(dayOrMoment(date))}
          tick={text}
          tickLine={false}
          axisLine={{ stroke: 'var(--theme-elevation-200)' }}
          minTickGap={28}
        />
        <YAxis tickFormatter={rough} tick={text} tickLine={false} axisLine={false} width={46} allowDecimals={false} />
        <Tooltip
          formatter={exact}
          labelFormatter={(date) => day.format(dayOrMoment(String(date)))}
          contentStyle={{
            background: 'var(--theme-elevation-0)',
            border: '1px solid var(--theme-elevation-150)',
            borderRadius: 6,
            color: 'var(--theme-text)',
          }}
          cursor={{ fill: 'var(--theme-elevation-50)', stroke: 'var(--theme-elevation-200)' }}
        />
        {series.length > 1 && <Legend iconType="plainline" wrapperStyle={{ fontSize: 13 }} />}
        {series.map(({ label, colour, dashed }, i) =>
          kind === 'bars' ? (
            <Bar key={label} dataKey={i} name={label} fill={colour} radius={[3, 3, 0, 0]} isAnimationActive={false} />
          ) : (
            <Line
              key={label}
              dataKey={i}
              name={label}
              stroke={colour}
              strokeWidth={dashed ? 1.5 : 2}
              strokeDasharray={dashed ? '4 4' : undefined}
              dot={dates.length === 1}
              isAnimationActive={false}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

import type { Summary } from '../../services/analytics/reports/summary.ts';
import type { AppointmentType } from '../../services/appointments/types.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import styles from './analytics.module.css';
import { BarTable } from './bar-table.tsx';
import { formatShare } from './format.ts';
import { Panel } from './panel.tsx';

type Props = { summary: Summary; exportOf: (table: string) => string };

/** The pages, referrers, campaigns and types of booking that there was most of. */
export function Rankings({ summary: { pages, referrers, campaigns, bookings, totals }, exportOf }: Props) {
  return (
    <div className={styles.grid}>
      <Panel title="Top pages" exportHref={exportOf('pages')}>
        <BarTable
          columns={['Page', 'Views', 'Share']}
          rows={pages.map(({ page, views }) => ({
            label: page || '(no address)',
            value: views,
            note: formatShare(views, totals.pageViews),
          }))}
          none="No page was viewed."
        />
      </Panel>
      <Panel title="Bookings by type" exportHref={exportOf('bookings')}>
        <BarTable
          columns={['Type', 'Bookings', 'Share']}
          rows={bookings.map(({ type, count }) => ({
            label: TYPE_LABELS[type as AppointmentType] ?? type,
            colour: TYPE_COLOURS[type as AppointmentType],
            value: count,
            note: formatShare(count, totals.bookings),
          }))}
          none="Nobody has booked."
        />
      </Panel>
      <Panel title="Referrers" note="page views from other sites" exportHref={exportOf('referrers')}>
        <BarTable
          columns={['Site', 'Arrivals']}
          rows={referrers.map(({ host, arrivals }) => ({ label: host, value: arrivals }))}
          none="Nobody has come from another site."
        />
      </Panel>
      <Panel title="Campaigns" note="UTM source / medium / campaign" exportHref={exportOf('campaigns')}>
        <BarTable
          columns={['Campaign', 'Arrivals']}
          rows={campaigns.map(({ source, medium, campaign, arrivals }) => ({
            label: [source, medium, campaign].map((part) => part ?? '–').join(' / '),
            value: arrivals,
          }))}
          none="Nobody has come through a campaign."
        />
      </Panel>
    </div>
  );
}

import type { Summary } from '../../services/analytics/reports/summary.ts';
import type { AppointmentType } from '../../services/appointments/types.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import styles from './analytics.module.css';
import { BarTable } from './bar-table.tsx';
import { formatShare } from './format.ts';
import { Panel } from './panel.tsx';

type Props = { text: DeskText; summary: Summary; exportOf: (table: string) => string };

/** The pages, referrers, campaigns and types of booking that there was most of. */
export function Rankings({ text, summary: { pages, referrers, campaigns, bookings, totals }, exportOf }: Props) {
  return (
    <div className={styles.grid}>
      <Panel text={text} title={text('analytics:topPages')} exportHref={exportOf('pages')}>
        <BarTable
          columns={[text('analytics:page'), text('analytics:views'), text('analytics:share')]}
          rows={pages.map(({ page, views }) => ({
            label: page || text('analytics:noAddress'),
            value: views,
            note: formatShare(views, totals.pageViews),
          }))}
          none={text('analytics:noPages')}
        />
      </Panel>
      <Panel text={text} title={text('analytics:bookingsByType')} exportHref={exportOf('bookings')}>
        <BarTable
          columns={[text('analytics:type'), text('analytics:bookings'), text('analytics:share')]}
          rows={bookings.map(({ type, count }) => ({
            label: TYPE_LABELS[type as AppointmentType] ?? type,
            colour: TYPE_COLOURS[type as AppointmentType],
            value: count,
            note: formatShare(count, totals.bookings),
          }))}
          none={text('analytics:noBookings')}
        />
      </Panel>
      <Panel
        text={text}
        title={text('analytics:referrers')}
        note={text('analytics:fromOtherSites')}
        exportHref={exportOf('referrers')}
      >
        <BarTable
          columns={[text('analytics:site'), text('analytics:arrivals')]}
          rows={referrers.map(({ host, arrivals }) => ({ label: host, value: arrivals }))}
          none={text('analytics:noReferrers')}
        />
      </Panel>
      <Panel
        text={text}
        title={text('analytics:campaigns')}
        note={text('analytics:utm')}
        exportHref={exportOf('campaigns')}
      >
        <BarTable
          columns={[text('analytics:campaign'), text('analytics:arrivals')]}
          rows={campaigns.map(({ source, medium, campaign, arrivals }) => ({
            label: [source, medium, campaign].map((part) => part ?? '–').join(' / '),
            value: arrivals,
          }))}
          none={text('analytics:noCampaigns')}
        />
      </Panel>
    </div>
  );
}

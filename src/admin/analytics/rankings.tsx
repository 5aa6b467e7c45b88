import type { Summary } from '../../services/analytics/read-summary.ts';
import type { AppointmentType } from '../../services/appointments/index.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../appointments/booking-labels.ts';
import type { AdminText } from '../strings/admin-text.ts';
import styles from './analytics.module.css';
import { AnalyticsPanel, BarTable, formatShare } from './panel.tsx';

type Props = { text: AdminText; summary: Summary; toExportHref: (table: string) => string };

/** The top pages, referrers and campaigns, and the types of bookings. */
export function Rankings({ text, summary: { pages, referrers, campaigns, bookings, totals }, toExportHref }: Props) {
  return (
    <div className={styles.grid}>
      <AnalyticsPanel text={text} title={text('analytics:topPages')} exportHref={toExportHref('pages')}>
        <BarTable
          columns={[text('analytics:page'), text('analytics:views'), text('analytics:share')]}
          rows={pages.map(({ page, views }) => ({
            label: page || text('analytics:noAddress'),
            value: views,
            note: formatShare(views, totals.pageViews),
          }))}
          none={text('analytics:noPages')}
        />
      </AnalyticsPanel>
      <AnalyticsPanel text={text} title={text('analytics:bookingsByType')} exportHref={toExportHref('bookings')}>
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
      </AnalyticsPanel>
      <AnalyticsPanel
        text={text}
        title={text('analytics:referrers')}
        note={text('analytics:fromOtherSites')}
        exportHref={toExportHref('referrers')}
      >
        <BarTable
          columns={[text('analytics:site'), text('analytics:arrivals')]}
          rows={referrers.map(({ host, arrivals }) => ({ label: host, value: arrivals }))}
          none={text('analytics:noReferrers')}
        />
      </AnalyticsPanel>
      <AnalyticsPanel
        text={text}
        title={text('analytics:campaigns')}
        note={text('analytics:utm')}
        exportHref={toExportHref('campaigns')}
      >
        <BarTable
          columns={[text('analytics:campaign'), text('analytics:arrivals')]}
          rows={campaigns.map(({ source, medium, campaign, arrivals }) => ({
            label: [source, medium, campaign].map((part) => part ?? '–').join(' / '),
            value: arrivals,
          }))}
          none={text('analytics:noCampaigns')}
        />
      </AnalyticsPanel>
    </div>
  );
}

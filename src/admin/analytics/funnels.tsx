import { Link } from '@payloadcms/ui';
import type { FunnelReport } from '../../services/analytics/read-funnels.ts';
import type { AdminText } from '../strings/admin-text.ts';
import styles from './analytics.module.css';
import { AnalyticsPanel, formatCount, formatShare } from './panel.tsx';

type Props = {
  text: AdminText;
  funnels: FunnelReport[];
  /** Keys of the funnels whose figures are still being counted. */
  counting: ReadonlySet<string>;
  exportHref: string;
  /** The page of the funnel settings, for users who may change them. */
  settingsHref: string | undefined;
};

/** A table for each funnel: the number of sessions that reached each step, and the share lost since the previous step. */
export function Funnels({ text, funnels, counting, exportHref, settingsHref }: Props) {
  const setUp = settingsHref ? (
    <Link href={settingsHref} prefetch={false}>
      {text('analytics:setUp')}
    </Link>
  ) : (
    text('analytics:askAdmin')
  );
  if (funnels.length === 0) {
    return (
      <AnalyticsPanel text={text} title={text('analytics:funnels')}>
        <p className={styles.none}>
          {text('analytics:noFunnels')} {setUp}
        </p>
      </AnalyticsPanel>
    );
  }
  return (
    <div className={styles.grid}>
      {funnels.map((funnel) => (
        <AnalyticsPanel
          key={funnel.key}
          text={text}
          title={text('analytics:funnel', { name: funnel.name })}
          note={text('analytics:within', { hours: funnel.windowHours })}
          exportHref={exportHref}
        >
          {counting.has(funnel.key) && (
            <p className={styles.counting} role="status">
              {text('analytics:counting')}
            </p>
          )}
          <Funnel text={text} steps={funnel.steps} />
        </AnalyticsPanel>
      ))}
      <p className={styles.setUp}>{setUp}</p>
    </div>
  );
}

function Funnel({ text, steps }: { text: AdminText; steps: FunnelReport['steps'] }) {
  const entered = steps[0]?.sessions ?? 0;
  const compared = steps.some(({ previous }) => previous !== null);
  return (
    <table className={styles.bars}>
      <thead>
        <tr>
          <th scope="col">{text('analytics:step')}</th>
          <th scope="col" className={styles.number}>
            {text('analytics:sessions')}
          </th>
          <th scope="col" className={styles.number}>
            {text('analytics:lost')}
          </th>
          {compared && (
            <th scope="col" className={styles.number}>
              {text('analytics:before')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {steps.map(({ label, sessions, previous }, i) => {
          const before = steps[i - 1]?.sessions;
          return (
            <tr key={label}>
              <th scope="row">
                <span className={styles.label}>
                  {i + 1}. {label}
                </span>
                <span className={styles.track} aria-hidden="true">
                  <span
                    style={{
                      width: `${entered > 0 ? (100 * sessions) / entered : 0}%`,
                      background: 'var(--lw-online)',
                    }}
                  />
                </span>
              </th>
              <td className={styles.number}>
                {formatCount(sessions)}
                <small>{formatShare(sessions, entered)}</small>
              </td>
              <td className={styles.number}>
                {before === undefined ? (
                  ''
                ) : (
                  <span className={styles.lost}>{formatShare(before - sessions, before)}</span>
                )}
              </td>
              {compared && <td className={styles.number}>{formatCount(previous ?? 0)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

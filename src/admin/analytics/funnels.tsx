import { Link } from '@payloadcms/ui';
import type { FunnelReport } from '../../services/analytics/reports/funnels.ts';
import type { DeskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';
import { formatCount, formatShare } from './format.ts';
import { Panel } from './panel.tsx';

type Props = { text: DeskText; funnels: FunnelReport[]; exportHref: string; settingsHref: string };

/** How many sessions came how far, and where they gave up. */
export function Funnels({ text, funnels, exportHref, settingsHref }: Props) {
  if (funnels.length === 0) {
    return (
      <Panel text={text} title={text('analytics:funnels')}>
        <p className={styles.none}>
          {text('analytics:noFunnels')} <Link href={settingsHref}>{text('analytics:setUp')}</Link>
        </p>
      </Panel>
    );
  }
  return (
    <div className={styles.grid}>
      {funnels.map((funnel) => (
        <Panel
          key={funnel.key}
          text={text}
          title={text('analytics:funnel', { name: funnel.name })}
          note={text('analytics:within', { hours: funnel.windowHours })}
          exportHref={exportHref}
        >
          <Funnel text={text} steps={funnel.steps} />
        </Panel>
      ))}
    </div>
  );
}

function Funnel({ text, steps }: { text: DeskText; steps: FunnelReport['steps'] }) {
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

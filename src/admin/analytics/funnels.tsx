import { Link } from '@payloadcms/ui';
import type { FunnelReport } from '../../services/analytics/reports/funnels.ts';
import styles from './analytics.module.css';
import { formatCount, formatShare } from './format.ts';
import { Panel } from './panel.tsx';

type Props = { funnels: FunnelReport[]; exportHref: string; settingsHref: string };

/** How many sessions came how far, and where they gave up. */
export function Funnels({ funnels, exportHref, settingsHref }: Props) {
  if (funnels.length === 0) {
    return (
      <Panel title="Funnels">
        <p className={styles.none}>
          There are none. <Link href={settingsHref}>Set them up</Link>
        </p>
      </Panel>
    );
  }
  return (
    <div className={styles.grid}>
      {funnels.map((funnel) => (
        <Panel
          key={funnel.key}
          title={`${funnel.name} funnel`}
          note={`within ${funnel.windowHours} h`}
          exportHref={exportHref}
        >
          <Funnel {...funnel} />
        </Panel>
      ))}
    </div>
  );
}

function Funnel({ steps }: FunnelReport) {
  const entered = steps[0]?.sessions ?? 0;
  const compared = steps.some(({ previous }) => previous !== null);
  return (
    <table className={styles.bars}>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col" className={styles.number}>
            Sessions
          </th>
          <th scope="col" className={styles.number}>
            Lost
          </th>
          {compared && (
            <th scope="col" className={styles.number}>
              Before
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

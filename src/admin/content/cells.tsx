import type { DefaultServerCellComponentProps, Payload } from 'payload';
import { cache } from 'react';
import { readScheduledSteps } from '../../services/content/blog/schedule-publication.ts';
import styles from '../shared/elements.module.css';
import { Pill } from '../shared/elements.tsx';
import { formatScheduledStep } from '../shared/format.ts';
import { adminText } from '../strings/admin-text.ts';

/** Reads the scheduled steps of all posts, only once for each rendering of a page. */
export const readScheduledStepsOnce = cache((payload: Payload) => readScheduledSteps(payload));

/** When a post will be published or unpublished on schedule. */
export async function ScheduleCell({ payload, rowData, i18n }: DefaultServerCellComponentProps) {
  const step = (await readScheduledStepsOnce(payload)).get(String(rowData.id));
  if (!step) return <span className={styles.faint}>–</span>;
  return <Pill tone={step.failure === null ? 'blue' : 'red'}>{formatScheduledStep(adminText(i18n), step)}</Pill>;
}

const megabytes = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

const MEGABYTE = 1_048_576;

/** The size of a file: in kB below 1 MB, otherwise in MB. */
export const FileSizeCell = ({ cellData, i18n }: DefaultServerCellComponentProps) =>
  typeof cellData === 'number' ? (
    <span className={styles.moment}>
      {cellData < MEGABYTE
        ? adminText(i18n)('common:kilobytes', { count: Math.ceil(cellData / 1024) })
        : adminText(i18n)('common:megabytes', { count: megabytes.format(cellData / MEGABYTE) })}
    </span>
  ) : (
    <span className={styles.faint}>–</span>
  );

/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { announcePostsBy, announcePostsMentioning, type PostCounts, postCountsSql } from './blog/dashboard.ts';
export { pauseBetweenNodes } from './blog/pause-between-nodes.ts';
export { canSchedule, scheduleIfPublishable } from './blog/publication-rules.ts';
export { BLOG_GENERATION, blogGenerationSql } from './blog/read-posts.ts';
export { renderRichText } from './blog/render-rich-text.ts';
export { hasScheduledPublication, readScheduledSteps, type ScheduledStep } from './blog/schedule-publication.ts';
export { assertFileSize, MAX_FILE_BYTES, toFileProblem } from './media/accepted-files.ts';
export { readableFilename, type StoredFile, toDisplayName } from './media/assign-keys.ts';
export { deleteOrphanedFiles, reserveKeys, scheduleDeletion } from './media/orphaned-files.ts';
export { type MediaCounts, mediaCountsSql, readThumbnail } from './media/read-media.ts';
export { removeOldSitemaps } from './publishing/build-sitemap.ts';
export { BLOG_PATHS, PRODUCT_PATHS } from './publishing/cdn.ts';
export {
  type ContentTask,
  readTaskStates,
  readTaskWaitingSeconds,
  requestTask,
  type TaskState,
} from './publishing/task-runs.ts';
export { deleteRedirect, findMovedDocument, type MovedDocument } from './redirects.ts';

export const blogs = {
  publishes: 'Publishes {{at}}',
  unpublishes: 'Unpublishes {{at}}',
  publishingFailed: 'Publishing failed',
  notPublishable: 'This post cannot be published yet, so it cannot be scheduled. {{fields}}',
  unpublishingFailed: 'Unpublishing failed',
  wasDue: 'The change scheduled for {{at}} failed: {{reason}} Make the change now, or schedule it again.',
  viewOnSite: 'View on site',
} as const;

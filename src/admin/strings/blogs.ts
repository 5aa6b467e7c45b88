export const blogs = {
  publishes: 'Publishes {{at}}',
  unpublishes: 'Unpublishes {{at}}',
  publishingFailed: 'Publishing failed',
  unpublishingFailed: 'Unpublishing failed',
  wasDue: 'It was due {{at}}: {{reason}} Publish it now, or schedule it anew.',
  viewOnSite: 'View on site',
} as const;

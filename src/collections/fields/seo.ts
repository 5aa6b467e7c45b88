import {
  MetaDescriptionField,
  MetaImageField,
  MetaTitleField,
  OverviewField,
  PreviewField,
} from '@payloadcms/plugin-seo/fields';
import type { NamedTab } from 'payload';

/** What search engines and shared links show, as a tab; the generate buttons are served by `withSeo`. */
export const seoTab: NamedTab = {
  name: 'seo',
  label: 'SEO',
  description:
    'How search engines and shared links show this page. Empty fields fall back on title, summary and first picture.',
  fields: [
    OverviewField({ titlePath: 'seo.title', descriptionPath: 'seo.description', imagePath: 'seo.image' }),
    MetaTitleField({ hasGenerateFn: true }),
    MetaDescriptionField({ hasGenerateFn: true }),
    MetaImageField({ hasGenerateFn: true, relationTo: 'media' }),
    PreviewField({ hasGenerateFn: true, titlePath: 'seo.title', descriptionPath: 'seo.description' }),
  ],
};

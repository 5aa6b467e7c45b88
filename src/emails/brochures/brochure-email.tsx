import { toOneLine } from '../../lib/text.ts';
import type { Message } from '../brand.ts';
import { ActionButton, Note, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { formatGreeting, formatLondonMoment, type Instant } from '../wording.ts';

export interface SentBrochure {
  firstName: string;
  title: string;
  /** The download link of a brochure that is too large to attach. */
  download?: { url: string; expiresAt: Instant };
}

/** Sent to the person who requested a brochure, which is attached or linked. */
export const brochureDelivery: Message<SentBrochure> = {
  subject: (_, { company }) => `Your ${company} brochure`,
  Body: ({ firstName, title, download }) => (
    <Layout
      preview={toOneLine(title)}
      heading="Your brochure is here"
      reason="You are receiving this e-mail because our brochure was requested with this address."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        Thank you for your interest in our kitchens and bedrooms. “{toOneLine(title)}”{' '}
        {download ? 'is ready for you to download.' : 'is attached to this message.'}
      </Paragraph>
      {download && <ActionButton href={download.url} label="Download the brochure" />}
      <Paragraph>
        If something takes your fancy, come and see it in one of our showrooms, or let us visit and measure your room:
        both are free.
      </Paragraph>
      {download && <Note>The link works until {formatLondonMoment(download.expiresAt)}.</Note>}
      <Note>If you did not request it, you can ignore this e-mail. We have not added you to any mailing list.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    title: 'Kitchens and bedrooms 2026',
    download: {
      url: 'https://www.lomashwood.co.uk/v1/brochures/019311ce-6a00-7000-8000-4f2d7c1b9e55/brochure.pdf?expires=1796083200&signature=1a2b3c4d',
      expiresAt: '2026-12-01T09:00:00.000Z',
    },
  },
};

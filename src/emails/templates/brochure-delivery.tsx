import { ActionButton } from '../components/action-button.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import type { Instant } from '../instant.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';

export interface SentBrochure {
  firstName: string;
  title: string;
  /** Where it is, when it is too large to be attached. */
  download?: { url: string; expiresAt: Instant };
}

/** To whoever asked for a brochure: it is attached, or one click away. */
export const brochureDelivery: Message<SentBrochure> = {
  subject: (_, { company }) => `Your ${company} brochure`,
  Body: ({ firstName, title, download }) => (
    <Layout
      preview={oneLine(title)}
      heading="Your brochure is here"
      reason="You receive this because our brochure was asked for with this address."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        Thank you for your interest in our kitchens and bedrooms. “{oneLine(title)}”{' '}
        {download ? 'is ready for you to download.' : 'is attached to this message.'}
      </Paragraph>
      {download && <ActionButton href={download.url} label="Download the brochure" />}
      <Paragraph>
        When something takes your fancy, come and see it in one of our showrooms, or let us visit and measure your room:
        both are free.
      </Paragraph>
      {download && <Note>The link works until {londonMoment(download.expiresAt)}.</Note>}
      <Note>If you did not ask for it, there is nothing to do: we do not add you to any list.</Note>
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

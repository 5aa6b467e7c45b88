import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import type { Instant } from '../instant.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';

export interface AskedEmailChange {
  firstName: string;
  askedAt: Instant;
}

/** To the present address of a customer who asks to use another one: it may be somebody else who asks. */
export const emailChangeNotice: Message<AskedEmailChange> = {
  subject: (_, { company }) => `A new e-mail address for your ${company} account`,
  Body: ({ firstName, askedAt }) => (
    <Layout
      preview="If it was not you, change your password now."
      heading="A new e-mail address is asked for"
      reason="You receive this because this is the e-mail address of your account."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        On {londonMoment(askedAt)} somebody who knows your password asked to use another e-mail address for your
        account. The address changes once the code that we have sent there is entered.
      </Paragraph>
      <Note>
        If it was not you, change your password on our website now, and tell us. If it was you, there is nothing to do.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', askedAt: '2026-11-25T10:30:00.000Z' },
};

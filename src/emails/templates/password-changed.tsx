import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import type { Instant } from '../instant.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';

export interface ChangedPassword {
  firstName: string;
  changedAt: Instant;
}

/** To the owner of an account, customer or staff, whenever its password was changed. */
export const passwordChanged: Message<ChangedPassword> = {
  subject: (_, { company }) => `Your ${company} password was changed`,
  Body: ({ firstName, changedAt }) => (
    <Layout
      preview="If it was not you, set a new password now."
      heading="Your password was changed"
      reason="You receive this because the password of your account was changed."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        The password of your account was changed on {londonMoment(changedAt)}. If that was you, there is nothing to do.
      </Paragraph>
      <Note>
        If it was not you, somebody else can sign in to your account. Choose “Forgot password” where you sign in to set
        a new password, and tell us.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', changedAt: '2026-11-25T10:30:00.000Z' },
};

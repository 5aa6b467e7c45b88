import { OneTimeCode } from '../components/one-time-code.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { minutes, type OneTimeCodeProps } from '../one-time-code.ts';

/** To a customer who has asked for a new password, with the code that allows setting one. */
export const passwordReset: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Reset your ${company} password`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="The code to set a new password is inside."
      heading="Set a new password"
      reason="You receive this because a new password was requested for this address."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>Enter this code on our website to set a new password.</Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {minutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not ask for a new password, nothing has
        changed and you can ignore this message.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '730254', expiresInMinutes: 10 },
};

import { OneTimeCode } from '../components/one-time-code.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { minutes, type OneTimeCodeProps } from '../one-time-code.ts';

/** To the address that a customer wants to use from now on, with the code that confirms it. */
export const emailChangeCode: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Confirm your new e-mail address for ${company}`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="The code to confirm this address is inside."
      heading="Confirm your new e-mail address"
      reason="You receive this because somebody wants to use this address for an account with us."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>Enter this code on our website to use this address for your account from now on.</Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {minutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not ask for this, you can ignore this
        message: nothing changes.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '591370', expiresInMinutes: 10 },
};

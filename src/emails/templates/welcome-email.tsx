import { useContext } from 'react';
import { BrandContext } from '../brand.ts';
import { OneTimeCode } from '../components/one-time-code.tsx';
import { Note, Paragraph } from '../components/prose.tsx';
import { greeting } from '../greeting.ts';
import { Layout } from '../layout.tsx';
import type { Message } from '../message.ts';
import { minutes, type OneTimeCodeProps } from '../one-time-code.ts';

/** To a new customer, with the code that verifies the e-mail address. */
export const welcomeEmail: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Welcome to ${company}: please verify your e-mail address`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="Your verification code is inside."
      heading={`Welcome to ${useContext(BrandContext).company}`}
      reason="You receive this because an account was created with this address."
    >
      <Paragraph>{greeting(firstName)}</Paragraph>
      <Paragraph>
        We are glad you are here. Enter this code on our website to verify your e-mail address; then you can book a
        visit and keep your plans in one place.
      </Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {minutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not create an account, you can ignore this
        message.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '482913', expiresInMinutes: 10 },
};

import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { useContext } from 'react';
import type { Message } from '../brand.ts';
import { BrandContext } from '../brand-context.ts';
import { Note, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { styles } from '../theme.ts';
import { formatGreeting } from '../wording.ts';

/** The props of a message with a one-time code. */
export interface OneTimeCodeProps {
  firstName: string;
  /** Six digits. Only the body may contain the code, because subjects appear in logs and on lock screens. */
  otp: string;
  expiresInMinutes: number;
}

/** A duration in words: `10 minutes`, `1 minute`. */
export const formatMinutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

interface CodeProps {
  code: string;
}

/** A one-time code in large digits. The space between the digits is a style, so that copying the code gives only the digits. */
export function OneTimeCode({ code }: CodeProps) {
  return (
    <Section>
      <div className="panel" style={styles.codeBox}>
        <Text className="ink" style={styles.code}>
          {code}
        </Text>
      </div>
    </Section>
  );
}

/** Sent to a customer's new e-mail address, entered by the customer or by our team, with the code that confirms the change. */
export const emailChangeCode: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Confirm your new e-mail address for ${company}`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="Inside: the code that confirms this address."
      heading="Confirm your new e-mail address"
      reason="You are receiving this e-mail because somebody wants to use this address for an account with us."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        Sign in on our website with your previous address, and enter this code. From then on, your account uses this
        address.
      </Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {formatMinutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not request this, you can ignore this e-mail.
        Your account does not change.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '591370', expiresInMinutes: 10 },
};

/** Sent to a customer who has requested a password reset, with the code for the reset. */
export const passwordReset: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Reset your ${company} password`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="Inside: the code for setting a new password."
      heading="Set a new password"
      reason="You are receiving this e-mail because a new password was requested for this address."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>Enter this code on our website to set a new password.</Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {formatMinutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not ask for a new password, nothing has
        changed and you can ignore this message.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '730254', expiresInMinutes: 10 },
};

/** Sent to a new customer, with the code that verifies the e-mail address. */
export const welcomeEmail: Message<OneTimeCodeProps> = {
  subject: (_, { company }) => `Welcome to ${company}: please verify your e-mail address`,
  Body: ({ firstName, otp, expiresInMinutes }) => (
    <Layout
      preview="Your verification code is inside."
      heading={`Welcome to ${useContext(BrandContext).company}`}
      reason="You are receiving this e-mail because an account was created with this address."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        We are glad you are here. Enter this code on our website to verify your e-mail address; then you can book a
        visit and keep your plans in one place.
      </Paragraph>
      <OneTimeCode code={otp} />
      <Paragraph>The code is valid for {formatMinutes(expiresInMinutes)}.</Paragraph>
      <Note>
        We will never ask you for this code by phone or e-mail. If you did not create an account, you can ignore this
        message.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', otp: '482913', expiresInMinutes: 10 },
};

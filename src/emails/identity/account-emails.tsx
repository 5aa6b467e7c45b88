import { useContext } from 'react';
import type { Message } from '../brand.ts';
import { BrandContext } from '../brand-context.ts';
import { ActionButton, Note, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { formatGreeting, formatLondonMoment, type Instant } from '../wording.ts';

export interface RequestedEmailChange {
  firstName: string;
  requestedAt: Instant;
  /** Whether our team has entered the new address. */
  byStaff: boolean;
}

/** Sent to a customer's current address when a change to another address is requested, possibly by an intruder. */
export const emailChangeNotice: Message<RequestedEmailChange> = {
  subject: (_, { company }) => `Request to change the e-mail address of your ${company} account`,
  Body: ({ firstName, requestedAt, byStaff }) => (
    <Layout
      preview={
        byStaff ? 'If you did not ask for this change, tell us.' : 'If it was not you, change your password now.'
      }
      heading="A change to your e-mail address was requested"
      reason="You are receiving this e-mail because this is the address of your account."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        On {formatLondonMoment(requestedAt)},{' '}
        {byStaff
          ? 'our team entered another e-mail address for your account, because somebody asked us to.'
          : 'somebody who knows your password asked to use another e-mail address for your account.'}{' '}
        The address changes once the code that we sent to the new address is entered in your account.
      </Paragraph>
      <Note>
        {byStaff
          ? 'If you did not ask for this change, let us know. Nobody can use the code without your password.'
          : 'If it was not you, change your password on our website now, and let us know.'}{' '}
        If you asked for the change yourself, you can ignore this e-mail.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', requestedAt: '2026-11-25T10:30:00.000Z', byStaff: false },
};

export interface ChangedPassword {
  firstName: string;
  changedAt: Instant;
}

/** Sent to the owner of an account, customer or staff, whenever its password was changed. */
export const passwordChanged: Message<ChangedPassword> = {
  subject: (_, { company }) => `Your ${company} password was changed`,
  Body: ({ firstName, changedAt }) => (
    <Layout
      preview="If it was not you, set a new password now."
      heading="Your password was changed"
      reason="You are receiving this e-mail because the password of your account was changed."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        The password of your account was changed on {formatLondonMoment(changedAt)}. If that was you, you do not need to
        do anything.
      </Paragraph>
      <Note>
        If it was not you, somebody else can sign in to your account. On the sign-in page, choose “Forgot password” to
        set a new password, and let us know.
      </Note>
    </Layout>
  ),
  sample: { firstName: 'Amelia', changedAt: '2026-11-25T10:30:00.000Z' },
};

export interface StaffInvitation {
  firstName: string;
  /** The name of the admin who sends the invitation; null if the admin's account was deleted, or if the system sends it. */
  invitedBy: string | null;
  /** The single-use link to choose a password. */
  url: string;
  expiresAt: Instant;
}

/** Sent to a new member of staff, with the link to choose a password. */
export const staffInvitation: Message<StaffInvitation> = {
  subject: (_, { company }) => `Your account at ${company}: choose a password`,
  Body: ({ firstName, invitedBy, url, expiresAt }) => (
    <Layout
      preview="Choose a password to sign in."
      heading={`Welcome to the ${useContext(BrandContext).company} team`}
      reason="You are receiving this e-mail because an account for our admin pages was created with this address."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>
        {invitedBy ? `${invitedBy} has created an account for you.` : 'An account has been created for you.'} Choose a
        password to sign in.
      </Paragraph>
      <ActionButton href={url} label="Choose your password" />
      <Note>
        You can use the link once, until {formatLondonMoment(expiresAt)}. If it has expired, ask an admin to send you a
        new link.
      </Note>
      <Note>If you did not expect this, ignore this message: without a password nobody can use the account.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    invitedBy: 'Nora Quill',
    url: 'https://admin.lomashwood.co.uk/admin/invitation/a-token',
    expiresAt: '2026-11-25T10:30:00.000Z',
  },
};

export interface StaffPasswordReset {
  firstName: string;
  /** The single-use link to set the password. */
  url: string;
  expiresAt: Instant;
}

/** Sent to a member of staff who has forgotten the password, with the link to set a new one. */
export const staffPasswordReset: Message<StaffPasswordReset> = {
  subject: (_, { company }) => `Set a new password for ${company}`,
  Body: ({ firstName, url, expiresAt }) => (
    <Layout
      preview="Inside: the link for setting a new password."
      heading="Set a new password"
      reason="You are receiving this e-mail because a new password was requested for your account on our admin pages."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>Somebody, probably you, asked to set a new password for your account.</Paragraph>
      <ActionButton href={url} label="Set a new password" />
      <Note>You can use the link once, until {formatLondonMoment(expiresAt)}.</Note>
      <Note>If it was not you, ignore this message: your password does not change unless somebody uses the link.</Note>
    </Layout>
  ),
  sample: {
    firstName: 'Amelia',
    url: 'https://admin.lomashwood.co.uk/admin/reset/a-token',
    expiresAt: '2026-11-25T10:30:00.000Z',
  },
};

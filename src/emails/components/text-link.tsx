import { useAccentStyles } from '../accents.ts';

interface TextLinkProps {
  href: string;
  children: string;
}

/** A link inside a text or table. */
export function TextLink({ href, children }: TextLinkProps) {
  const { link } = useAccentStyles();
  return (
    <a className="accent" href={href} style={link}>
      {children}
    </a>
  );
}

/** An e-mail address to write to. */
export const MailLink = ({ email }: { email: string }) => (
  <TextLink href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</TextLink>
);

/** A phone number to call. */
export const PhoneLink = ({ phone }: { phone: string }) => (
  <TextLink href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</TextLink>
);

import { Button } from '@react-email/button';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { Fragment, type ReactNode } from 'react';
import { useAccentStyles } from './brand-context.ts';
import { styles } from './theme.ts';

interface ActionButtonProps {
  href: string;
  label: string;
}

/** The main action of a message; the text part shows its label and URL. */
export function ActionButton({ href, label }: ActionButtonProps) {
  const { button } = useAccentStyles();
  return (
    <Section style={styles.actions}>
      <Button className="button" href={href} style={button}>
        {label}
      </Button>
    </Section>
  );
}

export interface Detail {
  label: string;
  value: ReactNode;
}

interface DetailsProps {
  details: Detail[];
}

/** A table of labels and values. `data-text-format` makes it a table in the text part, too. */
export function Details({ details }: DetailsProps) {
  return (
    <table
      className="panel"
      data-text-format="dataTable"
      width="100%"
      border={0}
      cellPadding={0}
      cellSpacing={0}
      style={styles.details}
    >
      <tbody>
        {details.map(({ label, value }) => (
          <tr key={label}>
            <th scope="row" className="muted label" style={styles.label}>
              {label}
            </th>
            <td className="ink value" style={styles.value}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface LinesProps {
  lines: string[];
}

/** Lines of text below each other, such as a postal address. */
export function Lines({ lines }: LinesProps) {
  return lines.map((line, index) => (
    // The index can be the key: the lines are never reordered, and have no ids.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ));
}

interface ProseProps {
  children: ReactNode;
}

/** A paragraph of the message. */
export function Paragraph({ children }: ProseProps) {
  return (
    <Text className="ink" style={styles.paragraph}>
      {children}
    </Text>
  );
}

/** A smaller note below the message's main text. */
export function Note({ children }: ProseProps) {
  return (
    <Text className="muted" style={styles.note}>
      {children}
    </Text>
  );
}

interface TextLinkProps {
  href: string;
  children: string;
}

/** A link inside text or a table. */
export function TextLink({ href, children }: TextLinkProps) {
  const { link } = useAccentStyles();
  return (
    <a className="accent" href={href} style={link}>
      {children}
    </a>
  );
}

/** A link to write to an e-mail address. */
export const EmailTextLink = ({ email }: { email: string }) => (
  <TextLink href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</TextLink>
);

/** A link to call a phone number. */
export const PhoneTextLink = ({ phone }: { phone: string }) => (
  <TextLink href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</TextLink>
);

import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { type ReactNode, useContext } from 'react';
import type { EmailBrand } from './brand.ts';
import { BrandContext, useAccentStyles, useAccents } from './brand-context.ts';
import { styleSheet, styles } from './theme.ts';

const LOGO_HEIGHT = 48;
const MAX_LOGO_WIDTH = 280;

/** The header: the company's logo, or its name as text. The text part of a message has no header. */
export function Header() {
  const { company, tagline, logo } = useContext(BrandContext);
  const { trade } = useAccentStyles();
  return (
    <Section style={styles.header} data-skip-in-text={true}>
      {logo ? <Logo logo={logo} company={company} /> : <Name company={company} />}
      <Text className="accent" style={trade}>
        {tagline}
      </Text>
    </Section>
  );
}

const Name = ({ company }: Pick<EmailBrand, 'company'>) => (
  <Text className="ink" style={styles.brand}>
    {company}
  </Text>
);

/**
 * Shows the logo on a plate in the page colour of the light theme; the plate is visible only in dark mode. The size is in the
 * attributes for Outlook and in the style for other clients. The company's name replaces a blocked or missing image.
 */
function Logo({ logo, company }: { logo: NonNullable<EmailBrand['logo']>; company: string }) {
  const scale = Math.min(LOGO_HEIGHT / logo.height, MAX_LOGO_WIDTH / logo.width);
  const pixels = (length: number) => Math.max(1, Math.round(length * scale));
  const [width, height] = [pixels(logo.width), pixels(logo.height)];
  // biome-ignore lint/performance/noImgElement: mail clients cannot use Next's image component.
  return <img src={logo.url} alt={company} width={width} height={height} style={{ ...styles.logo, width, height }} />;
}

interface LayoutProps {
  /** The preview line that inboxes show after the subject. */
  preview: string;
  heading: string;
  /** Why the recipient receives this message, shown in the footer. */
  reason: string;
  children: ReactNode;
}

/** The layout of all messages: brand, card with heading and content, and the reason for the message. */
export function Layout({ preview, heading, reason, children }: LayoutProps) {
  const { company, tagline } = useContext(BrandContext);
  const { dark } = useAccents();
  return (
    <Html lang="en-GB">
      <Head>
        <title>{heading}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <style>{styleSheet(dark)}</style>
      </Head>
      <body className="page" style={styles.body}>
        <Preview>{preview}</Preview>
        <Section className="page gutter" style={styles.page}>
          <Container style={styles.container}>
            <Header />
            <Section className="card" style={styles.card}>
              <div className="content" style={styles.content}>
                <Heading as="h1" className="ink" style={styles.heading}>
                  {heading}
                </Heading>
                {children}
              </div>
            </Section>
            <Section style={styles.footer}>
              <Text className="muted" style={styles.small}>
                {company} · {tagline}
              </Text>
              <Text className="muted" style={styles.small}>
                {reason}
              </Text>
            </Section>
          </Container>
        </Section>
      </body>
    </Html>
  );
}

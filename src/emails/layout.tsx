import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { type ReactNode, useContext } from 'react';
import { useAccents } from './accents.ts';
import { BrandContext } from './brand.ts';
import { Header } from './components/header.tsx';
import { styleSheet, styles } from './theme.ts';

interface LayoutProps {
  /** The line that inboxes show after the subject. */
  preview: string;
  heading: string;
  /** Why the reader gets this message, in the footer. */
  reason: string;
  children: ReactNode;
}

/** The frame that all messages share: brand, card with heading and content, and the reason for the message. */
export function Layout({ preview, heading, reason, children }: LayoutProps) {
  const { company, line } = useContext(BrandContext);
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
                {company} · {line}
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

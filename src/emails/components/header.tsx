import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { useContext } from 'react';
import { useAccentStyles } from '../accents.ts';
import { BrandContext, type EmailBrand } from '../brand.ts';
import { styles } from '../theme.ts';

const LOGO_HEIGHT = 48;
const MAX_LOGO_WIDTH = 280;

/** Who writes: the company's logo, or its name in letters. The text version begins with what is said instead. */
export function Header() {
  const { company, line, logo } = useContext(BrandContext);
  const { trade } = useAccentStyles();
  return (
    <Section style={styles.header} data-skip-in-text={true}>
      {logo ? <Logo logo={logo} company={company} /> : <Name company={company} />}
      <Text className="accent" style={trade}>
        {line}
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
 * On a light plate, which shows by night alone. Outlook heeds the attributes and others the style, so the size is in both; the
 * name stands in the place of a picture that is blocked or gone.
 */
function Logo({ logo, company }: { logo: NonNullable<EmailBrand['logo']>; company: string }) {
  const scale = Math.min(LOGO_HEIGHT / logo.height, MAX_LOGO_WIDTH / logo.width);
  const pixels = (length: number) => Math.max(1, Math.round(length * scale));
  const [width, height] = [pixels(logo.width), pixels(logo.height)];
  // biome-ignore lint/performance/noImgElement: a mail client shows it.
  return <img src={logo.url} alt={company} width={width} height={height} style={{ ...styles.logo, width, height }} />;
}

import { Button } from '@react-email/button';
import { Section } from '@react-email/section';
import { useAccentStyles } from '../accents.ts';
import { styles } from '../theme.ts';

interface ActionButtonProps {
  href: string;
  label: string;
}

/** The one thing a reader is asked to do; in the text part its label and address. */
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

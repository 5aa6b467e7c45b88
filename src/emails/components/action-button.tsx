import { Button } from '@react-email/button';
import { Section } from '@react-email/section';
import { styles } from '../theme.ts';

interface ActionButtonProps {
  href: string;
  label: string;
}

/** The one thing a reader is asked to do; in the text part its label and address. */
export function ActionButton({ href, label }: ActionButtonProps) {
  return (
    <Section style={styles.actions}>
      <Button className="button" href={href} style={styles.button}>
        {label}
      </Button>
    </Section>
  );
}

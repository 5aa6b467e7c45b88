import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { styles } from '../theme.ts';

interface OneTimeCodeProps {
  code: string;
}

/** A code to type in. Spaced by style and not by characters, so that copying it gives the digits alone. */
export function OneTimeCode({ code }: OneTimeCodeProps) {
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

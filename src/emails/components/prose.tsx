import { Text } from '@react-email/text';
import type { ReactNode } from 'react';
import { styles } from '../theme.ts';

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

/** A smaller remark below the message's main point. */
export function Note({ children }: ProseProps) {
  return (
    <Text className="muted" style={styles.note}>
      {children}
    </Text>
  );
}

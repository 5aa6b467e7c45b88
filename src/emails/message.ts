import type { ReactElement } from 'react';

/** One e-mail: what it says, as a function of plain values. */
export interface Message<Props> {
  subject: (props: Props) => string;
  Body: (props: Props) => ReactElement;
  /** Plausible values, for previews and tests. */
  sample: Props;
}

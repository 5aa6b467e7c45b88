import type { ReactElement } from 'react';
import type { EmailBrand } from './brand.ts';

/** One e-mail: what it says, as a function of plain values. */
export interface Message<Props> {
  subject: (props: Props, brand: EmailBrand) => string;
  Body: (props: Props) => ReactElement;
  /** Plausible values, for previews and tests. */
  sample: Props;
}

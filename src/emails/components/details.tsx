import type { ReactNode } from 'react';
import { styles } from '../theme.ts';

export interface Detail {
  label: string;
  value: ReactNode;
}

interface DetailsProps {
  details: Detail[];
}

/** Facts as a table of labels and values; `data-text-format` keeps it a table in the text part too. */
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

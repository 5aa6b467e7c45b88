import { Fragment } from 'react';

interface LinesProps {
  lines: string[];
}

/** Lines of text below one another, such as a postal address. */
export function Lines({ lines }: LinesProps) {
  return lines.map((line, index) => (
    // The lines never change place and have no identity of their own.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ));
}

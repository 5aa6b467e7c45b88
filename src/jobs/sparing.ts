const PAUSE = 10_000;

/** Reports the first of a series of errors and then one per 10 s: an outage makes each connection repeat itself. */
export function sparing(report: (error: Error) => void): (error: Error) => void {
  let quietUntil = 0;
  return (error) => {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + PAUSE;
    report(error);
  };
}

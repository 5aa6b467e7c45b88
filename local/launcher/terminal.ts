type RunningStep = { label: string; since: number; lastLine: number };

const QUIET_MS = 2_000;
const LINE_EVERY_MS = 10_000;

const running = new Set<RunningStep>();
let ticker: NodeJS.Timeout | undefined;
let statusShown = false;
let ended = false;

const isInteractive = process.stdout.isTTY === true && process.env.TERM !== 'dumb';

/** Prints a line above the progress line. */
export function print(line = ''): void {
  clearStatus();
  process.stdout.write(`${line}\n`);
  drawStatus();
}

/** Makes all steps silent from now on, because a step that fails during the shutdown is not an error. */
export function endSteps(): void {
  ended = true;
  running.clear();
  clearStatus();
}

/**
 * Runs a step of the start and prints how long the step took. If the step takes more than two seconds, also prints the
 * elapsed time. A terminal shows the elapsed time in a status line; any other output gets a new line every ten seconds.
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const item: RunningStep = { label, since: performance.now(), lastLine: 0 };
  running.add(item);
  ticker ??= setInterval(tick, 250);
  try {
    const result = await work();
    running.delete(item);
    if (!ended) print(`  ${paint('✓', 32)} ${label} ${paint(seconds(item), 2)}`);
    return result;
  } catch (error) {
    running.delete(item);
    if (!ended) print(`  ${paint('✗', 31)} ${label} ${paint(seconds(item), 2)}`);
    throw error;
  } finally {
    if (running.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
      clearStatus();
    }
  }
}

/**
 * Returns `text` in a colour or style (an SGR code: 1 bold, 2 faint, 31 red, 32 green, 33 yellow, 35 magenta, 36 cyan), or
 * unchanged if the output is not a terminal with colours.
 */
export function paint(text: string, code: number): string {
  return supportsColour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

/** Whether the output is a terminal with colours. */
export const supportsColour = isInteractive && process.env.NO_COLOR === undefined;

function tick(): void {
  if (isInteractive) {
    clearStatus();
    drawStatus();
    return;
  }
  const now = performance.now();
  for (const item of running) {
    const due = item.lastLine === 0 ? now - item.since > QUIET_MS : now - item.lastLine > LINE_EVERY_MS;
    if (!due) continue;
    item.lastLine = now;
    process.stdout.write(`  … ${item.label} (${seconds(item)})\n`);
  }
}

function drawStatus(): void {
  if (!isInteractive) return;
  const long = [...running].filter((item) => performance.now() - item.since > QUIET_MS);
  if (long.length === 0) return;
  const text = long.map((item) => `${item.label} ${seconds(item)}`).join(' · ');
  process.stdout.write(paint(`  … ${text.slice(0, (process.stdout.columns ?? 80) - 6)}`, 36));
  statusShown = true;
}

function clearStatus(): void {
  if (statusShown) process.stdout.write('\r\u001b[2K');
  statusShown = false;
}

function seconds({ since }: RunningStep): string {
  const elapsed = (performance.now() - since) / 1_000;
  return `${elapsed < 10 ? elapsed.toFixed(1) : Math.round(elapsed)} s`;
}

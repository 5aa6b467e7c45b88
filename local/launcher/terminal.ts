type Running = { label: string; since: number; lastLine: number };

const QUIET_MS = 2_000;
const LINE_EVERY_MS = 10_000;

const running = new Set<Running>();
let ticker: NodeJS.Timeout | undefined;
let statusShown = false;
let ended = false;

const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb';

/** Prints a line above the progress line. */
export function print(line = ''): void {
  clearStatus();
  process.stdout.write(`${line}\n`);
  drawStatus();
}

/** From here on steps say nothing more: what ends then is being stopped. */
export function endSteps(): void {
  ended = true;
  running.clear();
  clearStatus();
}

/**
 * Runs a step of the start. A line says how long it took; from two seconds on its elapsed time is shown while it runs (on a
 * terminal in place, elsewhere as a line now and then).
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const item: Running = { label, since: performance.now(), lastLine: 0 };
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

/** Text in a colour of the terminal (an SGR code: 1 bold, 2 faint, 31 red, 32 green, 33 yellow, 36 cyan), plain elsewhere. */
export function paint(text: string, code: number): string {
  return colours ? `\u001b[${code}m${text}\u001b[0m` : text;
}

/** Whether the terminal shows colours. */
export const colours = live && process.env.NO_COLOR === undefined;

function tick(): void {
  if (live) {
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
  if (!live) return;
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

function seconds({ since }: Running): string {
  const elapsed = (performance.now() - since) / 1_000;
  return `${elapsed < 10 ? elapsed.toFixed(1) : Math.round(elapsed)} s`;
}

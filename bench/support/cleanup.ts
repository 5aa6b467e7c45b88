type Ending = () => unknown;

/** The cleanup functions of a benchmark. They run at its end, also after an error or a signal. */
export class Cleanup {
  private readonly endings: Ending[] = [];
  private running: Promise<void> = Promise.resolve();

  add(ending: Ending): void {
    this.endings.push(ending);
  }

  /**
   * Runs every registered cleanup function once, newest first and one at a time, even if called again in the meantime. A failing
   * function does not stop the others.
   */
  run(): Promise<void> {
    this.running = this.running.then(() => this.drain());
    return this.running;
  }

  private async drain(): Promise<void> {
    for (let ending = this.endings.pop(); ending; ending = this.endings.pop()) {
      try {
        await ending();
      } catch (error) {
        console.error('A cleanup function failed:', error);
      }
    }
  }
}

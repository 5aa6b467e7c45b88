type Ending = () => unknown;

/** What has to be undone when a benchmark is over, however it ends. */
export class Cleanup {
  private readonly endings: Ending[] = [];
  private running: Promise<void> = Promise.resolve();

  add(ending: Ending): void {
    this.endings.push(ending);
  }

  /**
   * Runs every ending once, the newest first and one at a time, also when it is called again meanwhile; one that fails does
   * not keep the others from running.
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
        console.error('Something could not be stopped:', error);
      }
    }
  }
}

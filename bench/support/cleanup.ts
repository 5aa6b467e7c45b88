type Ending = () => unknown;

/** What has to be undone when a benchmark is over, however it ends. */
export class Cleanup {
  private readonly endings: Ending[] = [];

  add(ending: Ending): void {
    this.endings.push(ending);
  }

  /** Runs every ending once, the newest first; one that fails does not keep the others from running. */
  async run(): Promise<void> {
    for (let ending = this.endings.pop(); ending; ending = this.endings.pop()) {
      try {
        await ending();
      } catch (error) {
        console.error('Something could not be stopped:', error);
      }
    }
  }
}

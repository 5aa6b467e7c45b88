/** What an effect needs is not there yet, and somebody has to see to it: the job waits for as long as that takes. */
export class NotYet extends Error {
  override name = 'NotYet';
}

/** The mail server refused what is in an e-mail. Sending it again and again would only harm the sender's name. */
export class MessageRefused extends Error {
  override name = 'MessageRefused';
}

/** Attempts before such a job is dead: a filter may have been wrong for a while. */
export const REFUSED_ATTEMPTS = 3;

/** Milliseconds between them. */
export const REFUSED_DELAY = 10 * 60_000;

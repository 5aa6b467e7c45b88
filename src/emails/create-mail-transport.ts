import nodemailer, { type Transporter } from 'nodemailer';

/** A reachable server accepts a connection well within this time. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Creates the transport to the mail server of `url`. A delivery fails if the server takes longer than `timeoutMs` to respond to
 * any step; nodemailer alone would wait for ten minutes. A server that scans messages needs some seconds before it accepts a
 * message. If the server accepts a message after the timeout, the retry sends a second copy. Options in the URL, as in
 * `?socketTimeout=60000`, take precedence.
 */
export function createMailTransport(url: string, timeoutMs: number): Transporter {
  const address = new URL(url);
  const connectMs = Math.min(CONNECT_TIMEOUT_MS, timeoutMs);
  const limits = {
    dnsTimeout: connectMs,
    connectionTimeout: connectMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
  // nodemailer reads options only from the query of the URL.
  for (const [name, value] of Object.entries(limits)) {
    if (!address.searchParams.has(name)) address.searchParams.set(name, String(value));
  }
  return nodemailer.createTransport(address.href);
}

import nodemailer, { type Transporter } from 'nodemailer';

/** A server that is there answers its connection in a moment. */
const CONNECT_MS = 5000;

/**
 * The way to the mail server of `url`. A step of a delivery that has no answer for `silence` milliseconds fails, where nodemailer would wait
 * for ten minutes. Servers that scan a message before they take it need some seconds: one that takes it later gets it a second time.
 * What the URL says itself, as in `?socketTimeout=60000`, counts.
 */
export function mailTransport(url: string, silence: number): Transporter {
  const address = new URL(url);
  const connect = Math.min(CONNECT_MS, silence);
  const limits = { dnsTimeout: connect, connectionTimeout: connect, greetingTimeout: silence, socketTimeout: silence };
  // nodemailer reads no options beside a URL, only those within.
  for (const [name, value] of Object.entries(limits)) {
    if (!address.searchParams.has(name)) address.searchParams.set(name, String(value));
  }
  return nodemailer.createTransport(address.href);
}

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server that holds each message back until it is let go, then accepts it. */
export async function openSlowMailbox() {
  const accepted: string[] = [];
  const waiting: (() => void)[] = [];
  let open = false;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const accept = () => {
        accepted.push(String(session.envelope.rcptTo[0]?.address));
        done();
      };
      stream.resume();
      stream.once('end', () => (open ? accept() : waiting.push(accept)));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const letGo = () => {
    open = true;
    for (const accept of waiting.splice(0)) accept();
  };
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    accepted,
    /** How many messages have been handed over and wait for the answer. */
    held: () => waiting.length,
    letGo,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

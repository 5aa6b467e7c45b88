import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Starts an SMTP server that acknowledges messages only after `letGo` is called. */
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
    /** The number of received messages that are not acknowledged yet. */
    countHeld: () => waiting.length,
    letGo,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

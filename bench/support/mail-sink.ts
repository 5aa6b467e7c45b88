import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Cleanup } from './cleanup.ts';

/**
 * Starts an SMTP server that accepts every message and stores none.
 * @param onMail called with the recipient after a message has arrived completely, before it is accepted
 * @returns the URL of the server
 */
export async function openMailSink(cleanup: Cleanup, onMail?: (recipient: string) => void): Promise<string> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      stream.on('end', () => {
        for (const { address } of envelope.rcptTo) onMail?.(address);
        done();
      });
      stream.resume();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Cleanup } from './cleanup.ts';

/**
 * A real SMTP server that accepts everything and keeps nothing.
 * @param onMail told of the recipient when a mail has arrived whole, before it is accepted
 * @returns its URL
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

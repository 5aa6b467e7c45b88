import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Mailbox = {
  url: string;
  mails: ParsedMail[];
  /** Recipients that the server refuses permanently. */
  refused: Set<string>;
  close: () => Promise<void>;
};

/** Starts an SMTP server that stores the messages that it accepts. By default it uses any free port. */
export async function openMailbox(at = 0): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const refused = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      done(refused.has(address) ? Object.assign(new Error('5.1.1 No such mailbox'), { responseCode: 550 }) : undefined);
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ url: `smtp://127.0.0.1:${port}`, mails, refused },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

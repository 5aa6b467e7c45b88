import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A step of a delivery (RFC 5321) for which a test can script the server's reply. `message` is the end of the message. */
export type SmtpStep = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'message';

export type ScriptedSmtp = {
  url: string;
  /** Sets the reply to a step. `silence` means no reply. */
  say: (step: SmtpStep, reply: string) => void;
  /** Removes all scripted replies. */
  recover: () => void;
  /** The Message-IDs of accepted messages. */
  taken: string[];
  /** Counts how often deliveries to these addresses have reached the scripted step. Steps before `RCPT` are not counted. */
  reached: (...recipients: string[]) => number;
  close: () => Promise<void>;
};

const OK_REPLY: Record<SmtpStep, string> = {
  greeting: '220 mail.example ESMTP',
  EHLO: '250 mail.example',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 Go on',
  message: '250 2.0.0 Taken',
};

/** Starts a mail server whose replies can be scripted. */
export async function startScriptedSmtp(): Promise<ScriptedSmtp> {
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  let script: Partial<Record<SmtpStep, string>> = {};
  let reached: string[] = [];

  const answer = (socket: Socket, step: SmtpStep, recipient = ''): string => {
    const reply = script[step] ?? OK_REPLY[step];
    if (script[step]) reached.push(recipient);
    if (reply !== 'silence') socket.write(`${reply}\r\n`);
    return reply;
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    let reading = false;
    let recipient = '';
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    answer(socket, 'greeting');
    socket.on('data', (chunk) => {
      rest += chunk;
      for (;;) {
        const end = rest.indexOf(reading ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = rest.slice(0, end);
        rest = rest.slice(end + (reading ? 5 : 2));
        if (reading) {
          reading = false;
          const id = /^Message-ID:\s*(\S+)/im.exec(text)?.[1] ?? '';
          if (answer(socket, 'message', recipient).startsWith('2')) taken.push(id);
        } else if (/^QUIT/i.test(text)) socket.end('221 Bye\r\n');
        else {
          const step = (
            text.slice(0, 4).toUpperCase() === 'HELO' ? 'EHLO' : text.slice(0, 4).toUpperCase()
          ) as SmtpStep;
          if (step === 'RCPT') recipient = /<(.*)>/.exec(text)?.[1] ?? '';
          reading = answer(socket, step, recipient).startsWith('354');
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    say: (step, reply) => {
      script = { [step]: reply };
      reached = [];
    },
    recover: () => {
      script = {};
    },
    taken,
    reached: (...recipients) => reached.filter((recipient) => recipients.includes(recipient)).length,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

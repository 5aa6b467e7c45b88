import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Where in a delivery (RFC 5321) a server answers otherwise than it should; `message` is the end of the message. */
export type SmtpStep = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'message';

export type ScriptedSmtp = {
  url: string;
  /** What it says at a step instead of what a server that is well says; `silence` is nothing at all. */
  say: (step: SmtpStep, reply: string) => void;
  /** From now on it is well. */
  recover: () => void;
  /** Message-IDs of what it took. */
  taken: string[];
  /** How often deliveries to an address, or to any of several, have got as far as a scripted step, from `RCPT` on. */
  reached: (...recipients: string[]) => number;
  close: () => Promise<void>;
};

const WELL: Record<SmtpStep, string> = {
  greeting: '220 mail.example ESMTP',
  EHLO: '250 mail.example',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 Go on',
  message: '250 2.0.0 Taken',
};

/** A mail server that can be told what to answer at each step. */
export async function scriptedSmtp(): Promise<ScriptedSmtp> {
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  let script: Partial<Record<SmtpStep, string>> = {};
  let reached: string[] = [];

  const answer = (socket: Socket, step: SmtpStep, recipient = ''): string => {
    const reply = script[step] ?? WELL[step];
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
    reached: (...recipients) => reached.filter((one) => recipients.includes(one)).length,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

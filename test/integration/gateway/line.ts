import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type Line = {
  /** The address that leads through the line. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut: () => Promise<void>;
  /** Lets nothing through any more, and says nothing about it. */
  freeze: () => void;
  mend: () => Promise<void>;
  /** After `freeze`: lets new connections through. Those from before stay open, and nothing comes through them. */
  replace: () => void;
  /** New connections lead to the server of another address from now on; those that there are stay as they are. */
  redirect: (target: string) => void;
  /** Instead of the server, Redis' error `reply` answers each command from now on; undefined ends that. */
  answer: (reply: string | undefined) => void;
};

/** Each command is an array of strings. */
const commandsIn = (chunk: Buffer) => chunk.toString().match(/\*\d+\r\n\$/g)?.length ?? 0;

/** A TCP line to the server of `target` that can be cut, as cables and failovers do. */
export async function lineTo(target: string): Promise<Line> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;
  let dead = new WeakSet<Socket>();
  let reply: string | undefined;
  const server = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (reply !== undefined && from === socket) socket.write(reply.repeat(commandsIn(chunk)));
        else if (!frozen && !dead.has(from)) to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: Object.assign(new URL(target), { port: String(own) }).href,
    cut,
    freeze: () => {
      frozen = true;
    },
    replace: () => {
      dead = new WeakSet(sockets);
      frozen = false;
    },
    answer: (words) => {
      reply = words;
    },
    redirect: (other) => {
      ({ hostname, port } = new URL(other));
    },
    mend: async () => {
      if (server.listening) await cut();
      frozen = false;
      await listen(own);
    },
  };
}

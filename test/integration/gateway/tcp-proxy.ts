import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type TcpProxy = {
  /** The URL of the target through this proxy. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut: () => Promise<void>;
  /** Stops forwarding, without closing connections. */
  freeze: () => void;
  mend: () => Promise<void>;
  /** After `freeze`: forwards new connections. Existing connections stay open and frozen. */
  replace: () => void;
  /** Connects new connections to the server of another URL. Existing connections do not change. */
  redirect: (target: string) => void;
  /** Responds to each Redis command with the error `reply`. With undefined, the server responds again. */
  answer: (reply: string | undefined) => void;
};

/** Counts the Redis commands in a chunk. Each command is an array of strings. */
const countCommands = (chunk: Buffer) => chunk.toString().match(/\*\d+\r\n\$/g)?.length ?? 0;

/** Starts a TCP proxy to the server of `target`. The proxy can simulate cut cables and failovers. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
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
        if (reply !== undefined && from === socket) socket.write(reply.repeat(countCommands(chunk)));
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
    answer: (error) => {
      reply = error;
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

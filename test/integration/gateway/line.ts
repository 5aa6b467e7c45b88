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
};

/** A TCP line to the server of `target` that can be cut, as cables and failovers do. */
export async function lineTo(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => frozen || to.write(chunk));
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
    mend: async () => {
      if (server.listening) await cut();
      frozen = false;
      await listen(own);
    },
  };
}

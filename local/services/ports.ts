import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing connections, so that a port is still free at the next start. */
const LOWEST = 20_000;
const HIGHEST = 30_000;

/** Whether a server could listen on this port, on the loopback interface and on all interfaces alike. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::'));
}

const NONE: ReadonlySet<number> = new Set();

/** A port that nothing listens on now, and that is none of `promised`, on which something will: `preferred` if that is free. */
export async function findFreePort(preferred?: number, promised = NONE): Promise<number> {
  const free = async (port: number) => !promised.has(port) && (await isPortFree(port));
  if (preferred !== undefined && (await free(preferred))) return preferred;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await free(port)) return port;
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST} was found.`);
}

/** The port that the last start noted in this file if it is still free, else another one, noted in its place. */
export async function findStablePort(file: string, promised = NONE): Promise<number> {
  const noted = Number(readText(file));
  const port = await findFreePort(Number.isInteger(noted) && noted > 0 ? noted : undefined, promised);
  if (port !== noted) writeFileSync(file, `${port}\n`);
  return port;
}

/** Says which port is in use and which variable moves it. */
export class PortInUseError extends Error {
  constructor(
    readonly port: number,
    readonly variable: string,
  ) {
    super(
      `Port ${port} is already in use by another program. Stop that program, or choose another port with ${variable}, for example: ${variable}=${port + 100} npm start`,
    );
    this.name = 'PortInUseError';
  }
}

/** @throws PortInUseError naming the port and the variable that moves it */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  if (!(await isPortFree(port))) throw new PortInUseError(port, variable);
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no "::"; that says nothing about the port.
      resolve(error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL' || error.code === 'EINVAL');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Ports below the range for outgoing connections, so that a port is probably still free at the next start. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 30_000;

/** Whether a server could listen on this port, on both the loopback interface and all interfaces. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::'));
}

const NO_PORTS: ReadonlySet<number> = new Set();

/** Finds a free port that is not in `reserved`. Returns `preferred` if it is such a port. */
export async function findFreePort(preferred?: number, reserved = NO_PORTS): Promise<number> {
  const isFree = async (port: number) => !reserved.has(port) && (await isPortFree(port));
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${LOWEST_PORT} and ${HIGHEST_PORT} was found.`);
}

/** Returns the port that is recorded in this file if it is still free; otherwise finds another port and records it. */
export async function findStablePort(file: string, reserved = NO_PORTS): Promise<number> {
  const storedPort = Number(readText(file));
  const port = await findFreePort(Number.isInteger(storedPort) && storedPort > 0 ? storedPort : undefined, reserved);
  if (port !== storedPort) writeFileSync(file, `${port}\n`);
  return port;
}

/** Thrown if a port is in use. The message names the variable that changes the port. */
export class PortInUseError extends Error {
  readonly port: number;
  readonly variable: string;

  constructor(port: number, variable: string) {
    super(
      `Port ${port} is already in use by another program. Stop that program, or choose another port with ${variable}, for example: ${variable}=${port + 100} npm start`,
    );
    this.port = port;
    this.variable = variable;
    this.name = 'PortInUseError';
  }
}

/** Requires that a port is free. @throws PortInUseError with the port and the variable that changes the port */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  if (!(await isPortFree(port))) throw new PortInUseError(port, variable);
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no "::", so the port itself may still be free.
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

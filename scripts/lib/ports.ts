import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { CommandError } from "./command-error.ts";
import { defaultPorts, serviceNames } from "./services.ts";
import type { ServiceName } from "./services.ts";

/**
 * Reads the port of each service.
 *
 * @throws {@link CommandError} naming the variable that isn't a port
 */
export function readPorts(environment: NodeJS.ProcessEnv = process.env): Record<ServiceName, number> {
  const ports = {} as Record<ServiceName, number>;
  for (const name of serviceNames) {
    const { variable, port } = defaultPorts[name];
    const given = environment[variable] || String(port);
    if (!/^\d{1,5}$/.test(given) || Number(given) < 1 || Number(given) > 65_535) {
      throw new CommandError(`${variable} must be a port from 1 to 65535, but is "${given}".`);
    }
    ports[name] = Number(given);
  }
  return ports;
}

/**
 * Proves that a service can listen on its port.
 *
 * @throws {@link CommandError} naming the port and the variable that changes it
 */
export async function requireFreePort(name: ServiceName, port: number): Promise<void> {
  if (await isFree(port)) return;
  const { variable } = defaultPorts[name];
  throw new CommandError(
    `Port ${port} (${name}) is in use by another program. End that program, or set ${variable} to another port.`,
  );
}

/**
 * Finds a port that nobody listens on right now, below those that systems take for outgoing connections: what listened on it
 * before finds it free when it starts again.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen("127.0.0.1", port)) && (await canListen("::1", port));
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no such address, which is no obstacle.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

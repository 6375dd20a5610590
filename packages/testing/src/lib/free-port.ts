import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Finds a port that nobody listens on right now, below those that systems take for outgoing connections: a service that a
 * test ends finds its port free when it starts again, however many connections others have opened meanwhile.
 *
 * @returns the port; prefer listening on 0 where a server can, since another process may be faster
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if ((await canListen("127.0.0.1", port)) && (await canListen("::1", port))) return port;
  }
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer().listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    // A machine without IPv6 has no such address, which is no obstacle.
    return (error as NodeJS.ErrnoException).code !== "EADDRINUSE";
  } finally {
    server.close();
  }
}

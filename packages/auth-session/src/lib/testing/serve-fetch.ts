import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server around a Fetch handler, as far as this package's tests need one. What fails ends the connection.
 *
 * @param handler Answers a request.
 * @param originOf Under which origin the app takes itself to be reached.
 * @returns The server; it does not listen yet.
 */
export function serveFetch(handler: (request: Request) => Promise<Response>, originOf: () => string): Server {
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/" } = incoming;
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers))
      headers.set(name, [value].flat().join(", "));
    const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
    const response = await handler(new Request(new URL(url, originOf()), { method, headers, body }));
    outgoing.writeHead(response.status, {
      ...Object.fromEntries(response.headers),
      "set-cookie": response.headers.getSetCookie(),
    });
    outgoing.end(await response.text());
  }
  return createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
}

/**
 * @param server A server.
 * @returns The port of 127.0.0.1 that it listens on now.
 */
export async function listenLocally(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/**
 * @param server A server; its connections are cut.
 * @returns When it is closed.
 */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

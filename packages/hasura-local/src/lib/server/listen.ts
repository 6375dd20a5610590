import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartupError } from "../config/startup-error.ts";

/**
 * Lets a server listen.
 *
 * @param port 0 takes a free one.
 * @returns the port.
 * @throws StartupError `PORT_IN_USE` or `PORT_DENIED`.
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new StartupError(
      "PORT_IN_USE",
      `Port ${port} of ${host} is in use. End the other program or set HASURA_GRAPHQL_SERVER_PORT.`,
      { cause: error },
    );
  }
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL") {
    return new StartupError(
      "PORT_DENIED",
      `Could not listen on ${host}:${port} (${error.code}). Set HASURA_GRAPHQL_SERVER_HOST and HASURA_GRAPHQL_SERVER_PORT.`,
      { cause: error },
    );
  }
  return error;
}

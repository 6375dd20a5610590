import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { IdentityError } from "../errors.ts";

/** A server on one port of this computer. */
export interface Listening {
  port: number;
  /** Answers requests, also those that came before. */
  serve(listener: RequestListener): void;
  /** Ends open connections, answered or not. */
  stop(): Promise<void>;
}

/** The one address that the tenant listens on. */
export const HOST = "127.0.0.1";

/**
 * Takes a port on {@link HOST}.
 *
 * @param port 0 takes a free one.
 * @param variable What moves it to another port.
 * @throws IdentityError `IDENTITY_PORT_BUSY`
 */
export async function listen(port: number, variable: string): Promise<Listening> {
  let serve!: (listener: RequestListener) => void;
  const listener = new Promise<RequestListener>((resolve) => (serve = resolve));
  const server = createServer((request, response) => {
    void listener.then((answer) => answer(request, response));
  });
  return {
    port: await bind(server, port, variable),
    serve,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function bind(server: Server, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return reject(error);
      const message = `Identity cannot listen on ${HOST}:${port} (${error.code}); stop what uses it or set ${variable}.`;
      reject(new IdentityError("IDENTITY_PORT_BUSY", message, { cause: error }));
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

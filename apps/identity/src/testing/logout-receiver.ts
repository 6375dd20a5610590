import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An application's end of back-channel logout. */
export interface LogoutReceiver {
  url: URL;
  /** Requests as they came. */
  received: { type: string; token: string }[];
  /** Status of the answers from now on. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

export async function startLogoutReceiver(): Promise<LogoutReceiver> {
  const received: LogoutReceiver["received"] = [];
  let status = 200;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const type = request.headers["content-type"] ?? "";
      received.push({ type, token: new URLSearchParams(body).get("logout_token") ?? "" });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/auth/backchannel-logout`),
    received,
    answerWith: (next) => (status = next),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

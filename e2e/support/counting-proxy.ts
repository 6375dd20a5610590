import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Passes HTTP on and remembers what passed. */
export interface CountingProxy {
  url: string;
  /** Bodies of the requests that passed since the last call. */
  take(): string[];
  close(): Promise<void>;
}

/** Starts a proxy in front of a server on this computer. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let passed: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      passed.push(body.toString());
      const { method, headers } = incoming;
      const onward = request(new URL(incoming.url ?? "/", target), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      onward.end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const bodies = passed;
      passed = [];
      return bodies;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

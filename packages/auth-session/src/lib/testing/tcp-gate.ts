import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** What stands between a client and a server, and can be shut. Used by this package's tests. */
export interface TcpGate {
  /** The URL with the gate's address in it. */
  readonly url: string;
  /** How many connections pass at the moment. */
  readonly open: number;
  /** `open`: everything passes. `refusing`: connections end, and new ones do at once. `silent`: nothing passes, and nobody is told. */
  set(state: "open" | "refusing" | "silent"): void;
  close(): Promise<void>;
}

/**
 * @param target URL of a server on this computer.
 * @returns A gate in front of it.
 */
export async function openTcpGate(target: string): Promise<TcpGate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: "open" | "refusing" | "silent" = "open";
  const server = createServer((near) => {
    if (state === "refusing") return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on("data", (bytes) => state === "open" && other.write(bytes));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    get open() {
      return sockets.size / 2;
    },
    set(next) {
      // What was swallowed cannot be given back: nobody can use these connections any more.
      if (next === "refusing" || state === "silent") cut();
      state = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

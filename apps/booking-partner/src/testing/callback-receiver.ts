import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CallbackBody } from "../callbacks/callback.ts";
import { checkCallback } from "./contract.ts";

/** A delivery as a client of the booking partner sees it. */
export interface Delivery {
  body: CallbackBody;
  /** Milliseconds since the receiver started. */
  at: number;
}

/** A client's end of the callbacks, which checks signature and contract of each delivery. */
export interface CallbackReceiver {
  url: URL;
  deliveries: Delivery[];
  /** Status of the answers from now on; `hang`: none. */
  answerWith(status: number | "hang"): void;
  /** @throws {Error} where the signature or the body of a delivery was wrong */
  stop(): Promise<void>;
}

/** @param secret What callbacks are signed with. */
export async function startCallbackReceiver(secret: string): Promise<CallbackReceiver> {
  const started = performance.now();
  const deliveries: Delivery[] = [];
  const faults: string[] = [];
  let status: number | "hang" = 200;

  const server = createServer((request, response) => {
    void text(request).then((raw) => {
      const [, seconds, signature] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["partner-signature"])) ?? [];
      const expected = createHmac("sha256", secret).update(`${seconds}.${raw}`).digest("hex");
      if (signature !== expected) faults.push(`wrong signature of ${raw}`);
      const body = JSON.parse(raw) as CallbackBody;
      try {
        checkCallback(body);
      } catch (error) {
        faults.push(String(error));
      }
      deliveries.push({ body, at: performance.now() - started });
      if (status !== "hang") response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/callbacks/booking-partner`),
    deliveries,
    answerWith: (next) => (status = next),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
  };
}

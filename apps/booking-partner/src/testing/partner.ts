import { Secret } from "@potluck/contracts/secret";
import { startBookingPartner } from "../booking-partner.ts";
import type { BookingPartnerOptions } from "../env.ts";
import { noFaults } from "../faults/faults.ts";
import { startCallbackReceiver, type CallbackReceiver } from "./callback-receiver.ts";
import { createTestClient, type TestClient } from "./client.ts";

/** A booking partner in this process, with a client and a receiver of its callbacks. */
export interface TestPartner {
  client: TestClient;
  receiver: CallbackReceiver;
  url: string;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  /** @throws {Error} where the partner reported a failure, or the receiver found one */
  stop(): Promise<void>;
}

/** Monday, 16 November 2026, noon in London. */
export const NOW = Date.parse("2026-11-16T12:00:00Z");

const API_KEY = "key-of-the-test-partner";
const SECRET = "secret-of-the-callbacks";

/** @param options What differs from a partner in memory where nothing goes wrong and nobody thinks long. */
export async function startTestPartner(
  options: Partial<BookingPartnerOptions> & { now?: () => number } = {},
): Promise<TestPartner> {
  const { now = () => NOW, ...rest } = options;
  const receiver = await startCallbackReceiver(SECRET);
  const reports: string[] = [];
  const start = () =>
    startBookingPartner(
      {
        port: 0,
        controlPort: 0,
        apiKey: new Secret(API_KEY),
        callbackUrl: receiver.url,
        callbackSecret: new Secret(SECRET),
        thinkMs: 20,
        faults: noFaults,
        ...rest,
      },
      { report: (line) => reports.push(line), now },
    );
  let partner = await start().catch(async (error: unknown) => {
    await receiver.stop();
    throw error;
  });
  const test: TestPartner = {
    client: createTestClient(partner, API_KEY),
    receiver,
    url: partner.url,
    async restart() {
      await partner.stop();
      partner = await start();
      test.client = createTestClient(partner, API_KEY);
      test.url = partner.url;
    },
    async stop() {
      await partner.stop();
      await receiver.stop();
      if (reports.length > 0) throw new Error(reports.join("\n"));
    },
  };
  return test;
}

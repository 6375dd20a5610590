import { Secret } from "@potluck/contracts/secret";
import type { FunctionContext } from "../context.ts";
import { createBookingPartner } from "../partner/booking-partner.ts";
import { createHasuraClient } from "../runtime/hasura-client.ts";

/** The secrets of tests. */
export const testSecrets = {
  admin: "admin-secret-of-the-test",
  functions: "functions-secret-of-the-test",
  partnerKey: "partner-key-of-the-test",
  partnerCallbacks: "callback-secret-of-the-test",
} as const;

/** A port of this machine on which nothing ever listens. */
const NOWHERE = new URL("http://127.0.0.1:9");

/** @returns A context in which nothing can be reached, but for what a test puts into it. */
export function createTestContext(parts: Partial<FunctionContext> = {}): FunctionContext {
  return {
    hasura: createHasuraClient({ endpoint: NOWHERE, adminSecret: new Secret(testSecrets.admin) }),
    partner: createBookingPartner({ endpoint: NOWHERE, apiKey: new Secret(testSecrets.partnerKey) }),
    functionsSecret: new Secret(testSecrets.functions),
    partnerCallbackSecret: new Secret(testSecrets.partnerCallbacks),
    now: () => new Date(),
    report: () => {},
    ...parts,
  };
}

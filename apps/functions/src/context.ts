import type { Secret } from "@potluck/contracts/secret";
import type { FunctionsOptions } from "./env.ts";
import { createBookingPartner, type BookingPartner } from "./partner/booking-partner.ts";
import { createHasuraClient, type HasuraClient } from "./runtime/hasura-client.ts";

/** What a function may use of the world. */
export interface FunctionContext {
  hasura: HasuraClient;
  partner: BookingPartner;
  /** Proof that the API is the one calling. */
  functionsSecret: Secret;
  /** Key of the signature under the booking partner's callbacks. */
  partnerCallbackSecret: Secret;
  now: () => Date;
  /** Receives what went wrong unexpectedly, and what was given up. */
  report: (error: unknown) => void;
}

/**
 * @param options From {@link parseEnvironment}.
 * @param report Where to tell of failures.
 * @returns The context that every host hands to its functions.
 */
export function createContext(options: FunctionsOptions, report: FunctionContext["report"]): FunctionContext {
  return {
    hasura: createHasuraClient(options.hasura),
    partner: createBookingPartner(options.partner),
    functionsSecret: options.functionsSecret,
    partnerCallbackSecret: options.partner.callbackSecret,
    now: () => new Date(),
    report,
  };
}

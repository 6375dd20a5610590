import type { Secret } from "@potluck/contracts/secret";
import type { CallbackBody } from "./callback.ts";
import { signatureOf } from "./signature.ts";

const TIMEOUT = 5000;

/**
 * Makes what delivers one callback once.
 *
 * @param url Where callbacks go.
 * @param now Clock in milliseconds.
 * @returns Resolves to whether it was answered with 2xx within five seconds.
 */
export function createCourier(
  url: URL,
  secret: Secret,
  now: () => number,
): (body: CallbackBody, signal: AbortSignal) => Promise<boolean> {
  return async (callback, signal) => {
    const body = JSON.stringify(callback);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "partner-signature": signatureOf(secret, body, now()),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Nobody there, or too slow: the outbox tries again.
      return false;
    }
  };
}

import type { ConnectOutbox } from "../mutations/outbox.ts";
import type { OfflineOptions } from "./options.ts";
import { outboxSlot } from "./outbox-slot.ts";

/**
 * Keeps mutations that cannot be sent: in order, over reloads, in IndexedDB. Each is sent by one page only, and is done once. The code for
 * it is loaded when the client is made, in a file of its own.
 * @param options What makes mutations safe to repeat, and what happens where nothing can be kept.
 */
export function offlineOutbox(options: OfflineOptions = {}): ConnectOutbox {
  return outboxSlot(async (context, whenShown) => {
    const { openOutbox } = await import("./open-outbox.ts");
    return openOutbox(context, options, whenShown);
  });
}

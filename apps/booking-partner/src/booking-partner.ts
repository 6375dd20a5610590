import { createCourier } from "./callbacks/courier.ts";
import { createOutbox } from "./callbacks/outbox.ts";
import { createCounters } from "./counters.ts";
import type { BookingPartnerOptions } from "./env.ts";
import { createFaultInjector } from "./faults/fault-injector.ts";
import { createFaultyDispatch } from "./faults/faulty-dispatch.ts";
import { createControlApi } from "./http/control-api.ts";
import { createEdge } from "./http/edge.ts";
import { listen } from "./http/listen.ts";
import { createPublicApi } from "./http/public-api.ts";
import { openRecords } from "./records.ts";
import { createDesk } from "./reservations/desk.ts";
import { openReservationBook } from "./reservations/reservation-book.ts";

/** A running booking partner. */
export interface BookingPartner {
  /** Base address without a trailing slash. */
  url: string;
  /** Base address of the controls, where there are any. */
  controlUrl?: string;
  /** Ends open connections; what is undecided or undelivered is taken up at the next start. */
  stop(): Promise<void>;
}

/** What lies outside the booking partner. */
export interface Surroundings {
  /** Receives one line per failure that nobody was told about. */
  report: (line: string) => void;
  /** Clock in milliseconds. */
  now: () => number;
}

/**
 * Starts the booking partner on 127.0.0.1.
 *
 * @param options What `parseEnvironment` reads.
 * @throws BookingPartnerError `PARTNER_PORT_BUSY`, `PARTNER_DATA_UNREADABLE`
 */
export async function startBookingPartner(
  options: BookingPartnerOptions,
  { report, now }: Surroundings,
): Promise<BookingPartner> {
  const { thinkMs, dataDir, apiKey, callbackUrl, callbackSecret, controlPort } = options;
  // What ends last comes first.
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    // The port before the data: a second process of the same data folder stops here.
    const front = await listen(options.port, "PARTNER_PORT");
    ends.push(() => front.stop());
    const control = controlPort === undefined ? undefined : await listen(controlPort, "PARTNER_CONTROL_PORT");
    if (control) ends.push(() => control.stop());

    const faults = createFaultInjector(options.faults);
    const counters = createCounters();
    const store = await openRecords(dataDir, now);
    ends.unshift(() => store.close());
    const deliver = createCourier(callbackUrl, callbackSecret, now);
    const outbox = createOutbox({ store, deliver, faults, counters, now, report });
    const book = openReservationBook(store, now);
    const desk = createDesk({ store, book, outbox, counters, thinkMs, now, report });
    ends.splice(
      1,
      0,
      () => outbox.stop(),
      () => desk.stop(),
    );

    front.serve(createEdge(createPublicApi(desk, apiKey), report, createFaultyDispatch(faults, counters)));
    const settled = () => store.settled();
    control?.serve(createEdge(createControlApi({ desk, book, outbox, faults, counters, settled }), report));
    desk.resume();
    outbox.resume();
    return { url: front.url, controlUrl: control?.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

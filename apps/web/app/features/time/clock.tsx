import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { rememberTimeZone, timeZoneOf } from "./time-zone-cookie.ts";

/** When and where the page is read. */
export interface Clock {
  /** Milliseconds since the epoch, at most a minute old. */
  now: number;
  /** IANA name of the reader's time zone. */
  timeZone: string;
}

const ClockContext = createContext<Clock | null>(null);

/**
 * Tells when and where a page is read, as far as its request says.
 *
 * @param request The request of the page.
 * @returns The clock to render with, on the server and while hydrating.
 */
export function clockOf(request: Request): Clock {
  return { now: thisMinute(), timeZone: timeZoneOf(request) };
}

const minute = 60_000;
const thisMinute = () => Math.floor(Date.now() / minute) * minute;
const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const never = () => () => {};

function everyMinute(listener: () => void): () => void {
  const timer = setInterval(listener, minute);
  return () => clearInterval(timer);
}

/**
 * Lets components write dates. Until the page is hydrated they are the server's, so that both write the same;
 * afterwards the browser's zone and the passing minutes count.
 */
export function ClockProvider({ server, children }: { server: Clock; children: ReactNode }) {
  const timeZone = useSyncExternalStore(never, hereZone, () => server.timeZone);
  const now = useSyncExternalStore(everyMinute, thisMinute, () => server.now);
  useEffect(() => rememberTimeZone(timeZone), [timeZone]);
  const clock = useMemo(() => ({ now, timeZone }), [now, timeZone]);
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>;
}

/**
 * When and where the page is read.
 *
 * @returns The clock of the nearest {@link ClockProvider}.
 * @throws {Error} Outside of one.
 */
export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("useClock needs a ClockProvider around it.");
  return clock;
}

import { createContext, useContext, useEffect, useMemo, useState } from "react";
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
  return { now: Date.now(), timeZone: timeZoneOf(request) };
}

/**
 * Lets components write dates. Until the page is hydrated they are the server's, so that both write the same;
 * afterwards the browser's zone and the passing minutes count.
 */
export function ClockProvider({ server, children }: { server: Clock; children: ReactNode }) {
  const [timeZone, setTimeZone] = useState(server.timeZone);
  const [now, setNow] = useState(server.now);
  useEffect(() => {
    setTimeZone(rememberTimeZone());
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
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

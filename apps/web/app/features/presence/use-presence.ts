import { useConnection, useLiveMutation } from "@potluck/urql-client/react";
import { useEffect, useRef } from "react";

import { pageSession } from "~/features/session/page-session.ts";

import { useIsWriting } from "./use-is-writing.ts";
import { BeHere, LeaveHere } from "./presence-changes.ts";

const beat = 15_000;

/**
 * Tells the others that this page is open: as soon as it is live, every 15 seconds while it is visible, and whenever what is
 * done there changes. Nothing is sent before the socket is open, or while it is down. Leaving is told too, as far as the browser lets a closing page speak.
 *
 * @param dinnerId The dinner whose page this is.
 * @param userId The person.
 */
export function usePresence(dinnerId: string, userId: string): void {
  const [beHere] = useLiveMutation(BeHere);
  const [leaveHere] = useLiveMutation(LeaveHere);
  const clientId = useRef<string>();
  const doing = useIsWriting() ? "editing" : "viewing";
  const connection = useConnection();
  const isLive = connection === "live" || connection === "polling";

  useEffect(() => {
    if (!isLive) return;
    const client_id = (clientId.current ??= crypto.randomUUID());
    function say(): void {
      if (document.visibilityState === "visible") {
        void beHere({ presence: { dinner_id: dinnerId, client_id, doing } });
      }
    }
    say();
    const timer = setInterval(say, beat);
    document.addEventListener("visibilitychange", say);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", say);
    };
  }, [beHere, dinnerId, doing, isLive]);

  useEffect(() => {
    function leave(): void {
      // Whoever has signed out can't say it any more.
      if (clientId.current && pageSession.get().status === "signed-in")
        void leaveHere({ dinner: dinnerId, user: userId, client: clientId.current });
    }
    function leaveWhenHidden(): void {
      if (document.visibilityState === "hidden") leave();
    }
    document.addEventListener("visibilitychange", leaveWhenHidden);
    return () => {
      document.removeEventListener("visibilitychange", leaveWhenHidden);
      leave();
    };
  }, [leaveHere, dinnerId, userId]);
}

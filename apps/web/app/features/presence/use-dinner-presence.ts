import { useLiveMutation, usePresence } from "@potluck/urql-client/react";
import { useCallback } from "react";

import { pageSession } from "~/features/session/page-session.ts";

import { useIsWriting } from "./use-is-writing.ts";
import { BeHere, LeaveHere } from "./presence-changes.ts";

/**
 * Tells the others that this page is open, and whether the person writes.
 *
 * @param dinnerId The dinner whose page this is.
 * @param userId The person.
 */
export function useDinnerPresence(dinnerId: string, userId: string): void {
  const [beHere] = useLiveMutation(BeHere);
  const [leaveHere] = useLiveMutation(LeaveHere);
  const doing = useIsWriting() ? "editing" : "viewing";
  const announce = useCallback(
    (client_id: string) => void beHere({ presence: { dinner_id: dinnerId, client_id, doing } }),
    [beHere, dinnerId, doing],
  );
  const leave = useCallback(
    (client: string) => {
      // Whoever has signed out can't say it any more.
      if (pageSession.get().status === "signed-in")
        void leaveHere({ dinner: dinnerId, user: userId, client });
    },
    [leaveHere, dinnerId, userId],
  );
  usePresence({ announce, leave });
}

import { Icon } from "@potluck/ui";
import { useConnection, usePendingMutations } from "@potluck/urql-client/react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { changeKeeping } from "./change-keeping.ts";
import { describeChange } from "./describe-change.ts";
import { describeConnection } from "./describe-connection.ts";

const patience = 2_500;
const atFirst = (): boolean => false;

/**
 * Says calmly that what is on screen may be behind, and how many changes wait to be saved. A connection that comes back within
 * moments is not mentioned, and the note lies over the page: nothing moves.
 */
export function ConnectionNote() {
  const connection = useConnection();
  const words = describeConnection({
    isOffline: connection === "offline",
    isReconnecting: connection === "reconnecting",
    waiting: useWaitingChanges(),
    isKeepingUnavailable: useSyncExternalStore(changeKeeping.subscribe, changeKeeping.isUnavailable, atFirst),
  });
  const isWorthSaying = words !== null;
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (!isWorthSaying) return;
    const timer = setTimeout(() => setIsShown(true), patience);
    return () => {
      clearTimeout(timer);
      setIsShown(false);
    };
  }, [isWorthSaying]);
  return (
    <output className="pointer-events-none fixed inset-x-0 top-3 z-30 flex justify-center px-4">
      {isShown ? (
        <p className="flex animate-appear items-center gap-2 rounded-full bg-ink px-4 py-2 text-caption font-medium text-paper shadow-overlay">
          <Icon name="wifiOff" className="size-4" />
          {words}
        </p>
      ) : null}
    </output>
  );
}

/** How many changes of the person wait for the connection; none while they are on their way. */
function useWaitingChanges(): number {
  const changes = usePendingMutations();
  if (!changes.some(({ state }) => state === "waiting")) return 0;
  return changes.filter(
    ({ state, name, variables }) => state !== "failed" && describeChange(name, variables, undefined) !== null,
  ).length;
}

import { Icon } from "@potluck/ui";
import { useConnection } from "@potluck/urql-client/react";
import { useEffect, useState } from "react";

const patience = 2_500;

/**
 * Says calmly that what is on screen may be behind. A connection that comes back within moments is not mentioned,
 * and the note lies over the page: nothing moves.
 */
export function ConnectionNote() {
  const connection = useConnection();
  const isBehind = connection === "offline" || connection === "reconnecting";
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => setIsShown(true), patience);
    return () => {
      clearTimeout(timer);
      setIsShown(false);
    };
  }, [isBehind]);
  return (
    <output className="pointer-events-none fixed inset-x-0 top-3 z-30 flex justify-center px-4">
      {isShown ? (
        <p className="flex animate-appear items-center gap-2 rounded-full bg-ink px-4 py-2 text-caption font-medium text-paper shadow-overlay">
          <Icon name="wifiOff" className="size-4" />
          {connection === "offline"
            ? "You’re offline. What you see may be behind."
            : "Reconnecting… What you see may be behind."}
        </p>
      ) : null}
    </output>
  );
}

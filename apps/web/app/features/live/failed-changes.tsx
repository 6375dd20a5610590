import { notify } from "@potluck/ui";
import { usePendingMutations } from "@potluck/urql-client/react";
import { useEffect, useRef } from "react";

import { describeChange } from "./describe-change.ts";

/** Tells the person about every change that failed, with a way to try again. The one place that does. */
export function FailedChanges() {
  const pending = usePendingMutations();
  const told = useRef(new Set<number>());
  useEffect(() => {
    for (const change of pending) {
      if (change.state !== "failed" || told.current.has(change.id)) continue;
      told.current.add(change.id);
      const words = describeChange(change.name, change.variables, change.error?.kind);
      if (!words) {
        change.dismiss();
        continue;
      }
      const isRetryable = change.error?.retryable ?? false;
      if (!isRetryable) change.dismiss();
      notify({
        ...words,
        tone: "danger",
        action: isRetryable ? { label: "Try again", run: () => void change.retry() } : undefined,
        // It is kept over reloads: whoever closes the message has decided.
        onClose: () => change.dismiss(),
      });
    }
  }, [pending]);
  return null;
}

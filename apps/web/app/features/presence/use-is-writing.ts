import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("focusin", listener);
  document.addEventListener("focusout", listener);
  return () => {
    document.removeEventListener("focusin", listener);
    document.removeEventListener("focusout", listener);
  };
}

/**
 * Whether the person is writing something on this page.
 *
 * @returns True while a text field has the focus; false on the server.
 */
export function useIsWriting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.activeElement?.matches("input[type=text], textarea") ?? false,
    () => false,
  );
}

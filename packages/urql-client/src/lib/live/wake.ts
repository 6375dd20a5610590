/**
 * Moments at which trying again at once makes sense: the network is back, the page is looked at again or came out of the
 * back-forward cache.
 * @returns Stops listening.
 */
export function wakeSignals(listener: () => void): () => void {
  if (typeof window === "undefined") return () => {};
  const end = new AbortController();
  window.addEventListener("online", listener, end);
  window.addEventListener("pageshow", listener, end);
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "visible") listener();
    },
    end,
  );
  return () => end.abort();
}

/** Whether the browser says that there is no network. */
export function isOffline(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}

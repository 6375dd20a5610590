/**
 * Moments at which trying again at once makes sense: the network is back, the page is looked at again or came out of the
 * back-forward cache.
 * @returns Stops listening.
 */
export function wakeSignals(listener: () => void): () => void {
  if (typeof window === "undefined") return () => {};
  const onVisible = (): void => {
    if (document.visibilityState === "visible") listener();
  };
  window.addEventListener("online", listener);
  window.addEventListener("pageshow", listener);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("pageshow", listener);
    document.removeEventListener("visibilitychange", onVisible);
  };
}

/** Whether the browser says that there is no network. */
export function isOffline(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}

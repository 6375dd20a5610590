/**
 * Runs something while the page is visible.
 * @param start Begins it. @returns Ends it.
 * @returns Ends it for good.
 */
export function whileVisible(start: () => () => void): () => void {
  let stop: (() => void) | undefined;
  const follow = (): void => {
    if (document.visibilityState === "visible") stop ??= start();
    else {
      stop?.();
      stop = undefined;
    }
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return () => {
    document.removeEventListener("visibilitychange", follow);
    stop?.();
  };
}

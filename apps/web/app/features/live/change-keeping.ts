let isUnavailable = false;
const listeners = new Set<() => void>();

/** Whether this browser can keep changes until they are saved; to be watched. */
export const changeKeeping = {
  isUnavailable: (): boolean => isUnavailable,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  /** It cannot: its storage is missing, blocked or full. */
  giveUp(): void {
    isUnavailable = true;
    for (const listener of listeners) listener();
  },
};

/** What is known of the way to the API. */
export interface ConnectionFacts {
  /** What the browser says. */
  isOffline: boolean;
  /** It is being made again. */
  isReconnecting: boolean;
  /** How many changes wait to be saved. */
  waiting: number;
  /** Whether they would be lost with a connection that does not come back: this browser keeps nothing. */
  isKeepingUnavailable: boolean;
}

/**
 * Says that what is on screen may be behind, and what becomes of the changes made meanwhile.
 *
 * @returns The words; null when there is nothing to say.
 */
export function describeConnection(facts: ConnectionFacts): string | null {
  const { isOffline, isReconnecting, waiting, isKeepingUnavailable } = facts;
  if (waiting > 0) {
    const changes = waiting === 1 ? "1 change is" : `${waiting} changes are`;
    return isOffline
      ? `You’re offline. ${changes} kept here, and saved when you’re back.`
      : `${changes} kept here, and saved as soon as possible.`;
  }
  if (isOffline) {
    return isKeepingUnavailable
      ? "You’re offline, and this browser can’t keep changes. Make them when you’re back."
      : "You’re offline. What you see may be behind.";
  }
  return isReconnecting ? "Reconnecting… What you see may be behind." : null;
}

/** An operation that uses a connection. */
export interface OpenOperation {
  isOpen(): boolean;
  /** @returns Whether it was open. */
  end(): boolean;
}

/** The operations of a connection, which is not kept when there are none for a while. */
export interface OpenOperations {
  readonly count: () => number;
  begin(): OpenOperation;
  /** From now on the connection is closed with the last one, and not after the usual while. */
  readonly retire: () => void;
  /** The connection is closed. */
  stop(): void;
}

/**
 * @param idleMs How long a connection is kept that nothing uses, in milliseconds.
 * @param close Called when it has to go.
 * @returns The operations of a new connection: none yet.
 */
export function createOpenOperations(idleMs: number, close: () => void): OpenOperations {
  const operations = new Set<object>();
  let isRetired = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function closeWhenUnused(): void {
    clearTimeout(timer);
    if (operations.size > 0 || isStopped) return;
    if (isRetired) close();
    else timer = setTimeout(close, idleMs);
  }

  closeWhenUnused();
  return {
    count: () => operations.size,
    begin() {
      const operation = {};
      operations.add(operation);
      clearTimeout(timer);
      return {
        isOpen: () => operations.has(operation),
        end() {
          if (!operations.delete(operation)) return false;
          closeWhenUnused();
          return true;
        },
      };
    },
    retire() {
      isRetired = true;
      closeWhenUnused();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

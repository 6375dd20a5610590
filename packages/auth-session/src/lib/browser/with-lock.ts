/**
 * Runs something while no other tab does. Only an optimisation: when the lock cannot be had in time (a suspended tab may
 * hold it for ever) the work is done all the same, because the server makes parallel renewals one.
 *
 * @param name Name of the lock.
 * @param timeoutMs How long to wait for it.
 * @param run The work.
 * @returns What the work returns.
 */
export async function withLock<T>(name: string, timeoutMs: number, run: () => Promise<T>): Promise<T> {
  // Absent on insecure origins and in old browsers, whatever the type says.
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (!locks) return run();
  let work: Promise<T> | undefined;
  try {
    return await locks.request(name, { signal: AbortSignal.timeout(timeoutMs) }, () => (work = run()));
  } catch (error) {
    if (work) throw error;
    return run();
  }
}

import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until a service answers 200.
 *
 * @param url its health address
 * @param signal gives up
 * @throws the signal's reason
 */
export async function waitForHealth(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await isHealthy(url, signal)) return;
    await delay(50, undefined, { signal }).catch(() => {});
  }
}

async function isHealthy(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

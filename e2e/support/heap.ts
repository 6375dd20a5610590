import type { Page } from "@playwright/test";

/**
 * Looks for a text in everything that a page's scripts can still reach.
 *
 * @returns how many strings on the heap hold it, after a garbage collection
 */
export async function heapOccurrences(page: Page, text: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const parts: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => parts.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  const { strings } = JSON.parse(parts.join("")) as { strings: string[] };
  return strings.filter((string) => string.includes(text)).length;
}

import { fileURLToPath } from "node:url";

import { installPeers } from "../lib/peers.ts";
import { bundlePage, type Bundle } from "./bundle.ts";
import { compiledDocuments } from "./compiled-documents.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What each way to build the page makes a browser load. */
export type SizeResult = Record<"potluck" | "urql" | "apollo", Bundle>;

/**
 * Bundles one page three times: a query that is live, an optimistic mutation on it, hydration from what the server read, and a token in
 * every request. With this project's client, and with urql and Apollo Client as their users would write it by hand.
 *
 * @throws {Error} When the peers cannot be installed or a page cannot be bundled.
 */
export async function benchSize(): Promise<SizeResult> {
  installPeers();
  return {
    potluck: await bundlePotluck(),
    urql: await bundlePage(`${here}../peers/pages/stock-urql.tsx`),
    apollo: await bundlePage(`${here}../peers/pages/apollo.tsx`),
  };
}

/** Bundles the page of this project's client, with the client's build plugin as the app has it. */
export function bundlePotluck(): Promise<Bundle> {
  return bundlePage(`${here}page.tsx`, [compiledDocuments()]);
}

const TITLES: Record<keyof SizeResult, string> = {
  potluck: "@potluck/urql-client",
  urql: "urql + graphcache + auth, by hand",
  apollo: "Apollo Client, by hand",
};

/** @returns The result as text. */
export function showSize(result: SizeResult): string {
  const lines = ["one live page, React apart          minified    gzip  brotli   gzip / ours"];
  for (const [name, title] of Object.entries(TITLES) as [keyof SizeResult, string][]) {
    const { minified, gzip, brotli } = result[name];
    const ratio = (gzip / result.potluck.gzip).toFixed(2);
    lines.push(title.padEnd(34) + columns(minified, gzip, brotli) + ratio.padStart(14));
  }
  lines.push("", `ours on demand, gzipped: ${String(result.potluck.onDemand)}`, "", "ours by part, minified");
  const parts = Object.entries(result.potluck.parts).sort(([, a], [, b]) => b - a);
  for (const [part, bytes] of parts) lines.push(part.padEnd(34) + columns(bytes));
  return lines.join("\n");
}

function columns(first: number, ...more: number[]): string {
  const show = (bytes: number): string => bytes.toLocaleString("en");
  return show(first).padStart(10) + more.map((bytes) => show(bytes).padStart(8)).join("");
}

import type { ServerBuild } from "@remix-run/server-runtime";
import type { ViteDevServer } from "vite";

/** What Remix's plugin calls the server's side of the app. */
export const serverBuild = "virtual:remix/server-build";

/**
 * Does the work of a first page before somebody asks for it: loads every route on the server, then transforms, with nobody
 * waiting for it, what the browser will ask for.
 *
 * @param vite The development server.
 * @returns Resolves when the server can render. It doesn't reject: a mistake in the sources shows in the page that has it.
 */
export async function warmUp(vite: ViteDevServer): Promise<void> {
  try {
    const { assets } = (await vite.ssrLoadModule(serverBuild)) as ServerBuild;
    const modules = [assets.entry, ...Object.values(assets.routes)].flatMap((entry) => [
      entry.module,
      ...(entry.imports ?? []),
    ]);
    // As a browser asks for it: without the word it is a module that brings the style sheet.
    for (const url of ["/app/styles.css?direct", ...modules]) {
      void vite.environments.client.warmupRequest(url);
    }
  } catch {}
}

import sirv from "sirv";

import type { Assets } from "./start-web.ts";

/**
 * Serves the files of a client build. Names under `/assets/` carry a hash of their content and never change.
 *
 * @param folder The client build's folder.
 * @returns Middleware that passes on what is no file.
 */
export function builtAssets(folder: string): Assets {
  return sirv(folder, {
    // Looks at the folder for every request: a build that replaces this one while it is served must not end the process.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders(response, pathname) {
      const immutable = pathname.startsWith("/assets/");
      response.setHeader(
        "Cache-Control",
        immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600",
      );
      response.setHeader("X-Content-Type-Options", "nosniff");
    },
  });
}

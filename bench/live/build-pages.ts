import { fileURLToPath } from "node:url";

import { build as bundle } from "esbuild";

const pages = fileURLToPath(new URL("pages/", import.meta.url));
const peers = fileURLToPath(new URL("../peers", import.meta.url));

const FILES = {
  potluck: `${pages}potluck.tsx`,
  apollo: `${peers}/pages/live-apollo.tsx`,
  stock: `${pages}stock.tsx`,
  bare: `${pages}bare.tsx`,
};

/** The clients that are measured. */
export type ClientName = keyof typeof FILES;
export const CLIENTS = Object.keys(FILES) as ClientName[];

/**
 * Bundles the page of one client for production, all with the same React.
 *
 * @returns The script.
 */
export async function buildPage(name: ClientName): Promise<string> {
  const { outputFiles } = await bundle({
    entryPoints: [FILES[name]],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    jsx: "automatic",
    logLevel: "error",
    conditions: ["production"],
    define: { "process.env.NODE_ENV": '"production"', "globalThis.__DEV__": "false" },
    plugins: [
      {
        name: "resolve-once",
        setup(build) {
          build.onResolve(
            { filter: /^(@apollo\/client|graphql-ws$|react$|react\/|react-dom)/ },
            ({ path, kind, pluginData }) => {
              if (pluginData === "done") return undefined;
              const resolveDir = path.startsWith("@apollo") ? peers : pages;
              return build.resolve(path, { kind, resolveDir, pluginData: "done" });
            },
          );
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}

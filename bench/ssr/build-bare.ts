import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const web = join(here, "../../apps/web");

const entry = `
import AppLayout from "./app/routes/_app.tsx";
import DinnerRoute from "./app/routes/_app.dinners.$id/route.tsx";
import { BarePageProvider } from "@remix-run/react";
import { BareDataProvider } from "@potluck/urql-client/react";

export function renderPage({ data, loaderData, layoutData, id, onQuery }) {
  const page = { params: { id }, pathname: "/dinners/" + id };
  const outlet = (
    <BarePageProvider value={{ ...page, loaderData, outlet: null }}>
      <DinnerRoute />
    </BarePageProvider>
  );
  return (
    <BareDataProvider value={{ data, onQuery }}>
      <BarePageProvider value={{ ...page, loaderData: layoutData, outlet }}>
        <AppLayout />
      </BarePageProvider>
    </BareDataProvider>
  );
}
`;

/**
 * Bundles the dinner page's own components with plain stand-ins for the router and the live client: the same elements and
 * the same data, without the stack around them.
 *
 * @returns Path of the bundle; it exports `renderPage`.
 */
export async function buildBarePage(): Promise<string> {
  // Beside the app's packages, so that the bundle finds the same React.
  const outfile = join(web, "build/bench/bare-page.mjs");
  await mkdir(dirname(outfile), { recursive: true });
  await build({
    stdin: { contents: entry, resolveDir: web, loader: "tsx", sourcefile: "bare-entry.tsx" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    jsx: "automatic",
    logLevel: "error",
    alias: {
      "~": join(web, "app"),
      "@remix-run/react": join(here, "stand-ins/remix-react.tsx"),
      "@potluck/urql-client/react": join(here, "stand-ins/live-react.tsx"),
    },
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".svg": "dataurl", ".css": "empty" },
    external: ["react", "react-dom", "react/jsx-runtime", "pino"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return outfile;
}

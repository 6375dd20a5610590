import { urqlClient } from "@potluck/urql-client/vite";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { createLogger, defineConfig } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";

export default defineConfig(({ isSsrBuild }) => ({
  customLogger: quietLogger(),
  plugins: [
    tailwindcss(),
    urqlClient(),
    !process.env["VITEST"] &&
      remix({
        ignoredRouteFiles: ["**/*.test.{ts,tsx}"],
        future: {
          v3_fetcherPersist: true,
          v3_lazyRouteDiscovery: true,
          v3_relativeSplatPath: true,
          v3_routeConfig: true,
          v3_singleFetch: true,
          v3_throwAbortReason: true,
        },
      }),
    tsconfigPaths(),
  ],
  build: { target: isSsrBuild ? "node20" : "es2022" },
  // The published urql packages mix CommonJS and ES modules; bundled, there is one copy of each class.
  ssr: { noExternal: [/^@potluck\//, "urql", "@urql/core", "@urql/exchange-graphcache", "graphql-ws"] },
  // Everything the browser takes from npm: what Vite finds out later, it bundles anew, and a page then holds two Reacts.
  optimizeDeps: {
    include: [
      "react",
      "react/jsx-dev-runtime",
      "react/jsx-runtime",
      "react-dom/client",
      "@remix-run/react",
      "@remix-run/server-runtime",
      "@potluck/ui > react-aria-components",
      "urql",
      "@urql/core",
      "@potluck/urql-client > @urql/exchange-graphcache",
      "@potluck/urql-client > wonka",
      "@potluck/urql-client > graphql-ws/client",
      "@potluck/urql-client > @0no-co/graphql.web",
      "gql.tada",
      "fractional-indexing",
      "zod",
    ],
  },
}));

/** Packages of urql ship source maps without their sources: nothing that a developer of this app can mend. */
function quietLogger() {
  const logger = createLogger();
  const warnOnce = logger.warnOnce.bind(logger);
  logger.warnOnce = (message, options) => {
    if (!message.includes("points to missing source files")) warnOnce(message, options);
  };
  return logger;
}

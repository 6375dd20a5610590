import { brotliCompressSync, gzipSync } from "node:zlib";

import { build, type Plugin } from "esbuild";

/** What a page makes a browser load, in bytes. */
export interface Bundle {
  minified: number;
  /** At level 9. */
  gzip: number;
  brotli: number;
  /** What `import()` adds when a document asks for it, gzipped. It is not counted above: this page's documents don't. */
  onDemand: number;
  /** Minified, by package; packages of this project by folder. */
  parts: Record<string, number>;
}

/** Leaves out what is loaded by `import()`, and puts the rest into one file as Vite does. */
const withoutDynamicImports: Plugin = {
  name: "without-dynamic-imports",
  setup(build) {
    build.onResolve({ filter: /^/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/**
 * Bundles a page for browsers as production builds do, without React.
 * @param entry Path of the page's module.
 * @param plugins What its builds work with.
 */
export async function bundlePage(entry: string, plugins: Plugin[] = []): Promise<Bundle> {
  const { code, parts } = await bundle(entry, [withoutDynamicImports, ...plugins]);
  const whole = await bundle(entry, plugins);
  const gzip = gzipSync(code, { level: 9 }).length;
  return {
    minified: code.length,
    gzip,
    brotli: brotliCompressSync(code).length,
    onDemand: gzipSync(whole.code, { level: 9 }).length - gzip,
    parts,
  };
}

async function bundle(entry: string, plugins: Plugin[]) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    external: ["react", "react-dom", "react/jsx-runtime"],
    conditions: ["production", "browser", "module", "import"],
    define: { "process.env.NODE_ENV": '"production"', "import.meta.env.DEV": "false" },
    logLevel: "error",
    plugins,
  });
  const parts: Record<string, number> = {};
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0) parts[partOf(path)] = (parts[partOf(path)] ?? 0) + bytesInOutput;
    }
  }
  return { code: Buffer.concat(outputFiles.map(({ contents }) => contents)), parts };
}

/** @returns Where a module's bytes are counted. */
function partOf(path: string): string {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  const own = /packages\/([^/]+)\/src\/(?:lib\/([^/]+)\/)?/.exec(path);
  if (library) return library;
  return own ? [own[1], own[2]].filter(Boolean).join("/") : "the page itself";
}

import { readFile } from "node:fs/promises";

import { urqlClient } from "@potluck/urql-client/vite";
import { transform, type Plugin } from "esbuild";

type Resolve = (source: string, importer: string) => Promise<{ id: string }>;
interface Language {
  resolveId(
    this: { resolve: Resolve },
    source: string,
    importer: string,
    options: { ssr: boolean },
  ): Promise<unknown>;
}
type Transform = (code: string, id: string) => { code: string } | undefined;

/** Marks what the plugin itself asks for, which it must not answer again. */
const ASKED = {};

/** @returns The Vite plugins of `@potluck/urql-client`, as one of esbuild. */
export function compiledDocuments(): Plugin {
  const [language, documents] = urqlClient() as unknown as [Language, { transform: Transform }];
  return {
    name: "urql-client",
    setup(build) {
      build.onResolve({ filter: /^@0no-co\// }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === ASKED) return;
        const resolve: Resolve = async (source) => {
          const found = await build.resolve(source, { importer, kind, resolveDir, pluginData: ASKED });
          return { id: found.path };
        };
        const found = await language.resolveId.call({ resolve }, path, importer, { ssr: false });
        if (typeof found !== "string") return;
        const [file, query] = found.split("?");
        return { path: file!, suffix: query && `?${query}`, sideEffects: false };
      });
      build.onLoad({ filter: /\/bench\/.*\.tsx$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, "utf8"), { loader: "tsx", jsx: "automatic" });
        return { contents: documents.transform(code, path)?.code ?? code, loader: "js" };
      });
    },
  };
}

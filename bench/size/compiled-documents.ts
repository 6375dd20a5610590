import { readFile } from "node:fs/promises";

import { urqlClient } from "@potluck/urql-client/vite";
import { transform, type Plugin } from "esbuild";

type Resolve = (source: string, importer: string, options: { ssr: boolean }) => string | undefined;
type Transform = (code: string, id: string) => { code: string } | undefined;

/** @returns The Vite plugins of `@potluck/urql-client`, as one of esbuild. */
export function compiledDocuments(): Plugin {
  const [language, documents] = urqlClient() as unknown as [{ resolveId: Resolve }, { transform: Transform }];
  return {
    name: "urql-client",
    setup(build) {
      build.onResolve({ filter: /^@0no-co\// }, ({ path, importer }) => {
        const found = language.resolveId(path, importer, { ssr: false });
        return found === undefined ? undefined : { path: found, sideEffects: false };
      });
      build.onLoad({ filter: /\/bench\/.*\.tsx$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, "utf8"), { loader: "tsx", jsx: "automatic" });
        return { contents: documents.transform(code, path)?.code ?? code, loader: "js" };
      });
    },
  };
}

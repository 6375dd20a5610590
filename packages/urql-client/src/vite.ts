/** Vite plugin: compiles documents, so that pages load neither a reader nor a text of them. */
export { compileDocuments } from "./lib/language/compile-documents.ts";
export { urqlClient } from "./lib/language/vite-plugin.ts";
export type { UrqlClientPluginOptions } from "./lib/language/vite-plugin.ts";

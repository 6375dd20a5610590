import { fileURLToPath } from "node:url";
import { parseAst, type Plugin } from "vite";
import { compileDocuments, DocumentError } from "./compile-documents.ts";

/** Options of {@link urqlClient}. */
export interface UrqlClientPluginOptions {
  /** Whether the app makes documents while it runs, such as by urql's `gql`: pages then keep what reads them. */
  readsDocuments?: boolean;
}

const WEB = "@0no-co/graphql.web";
const LANGUAGE = fileURLToPath(new URL("./language.ts", import.meta.url));
/** What is sent when there is no socket, and what an earlier page left behind, is read: by parts of their own, which bring a reader along. */
const READERS = ["../polling/stream-query.ts", "../offline/left-behind.ts"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * Compiles the documents of a build, for pages and for the server: `graphql("…")` of gql.tada becomes the document it stands for. Pages
 * then load no reader of GraphQL. In development nothing is changed.
 */
export function urqlClient(options: UrqlClientPluginOptions = {}): Plugin[] {
  if (options.readsDocuments) return [];
  return [
    {
      name: "potluck:graphql-language",
      apply: "build",
      enforce: "pre",
      async resolveId(source, importer, { ssr }) {
        if (ssr || source !== WEB || importer === LANGUAGE) return;
        if (!importer || !READERS.includes(importer)) return LANGUAGE;
        // A copy, or the reader would be in the part of the page that it is kept out of.
        const whole = await this.resolve(source, importer, { skipSelf: true });
        return whole && `${whole.id}?whole`;
      },
    },
    {
      name: "potluck:graphql-documents",
      apply: "build",
      // Not `pre`: types are gone by then.
      transform(code, id) {
        if (id.includes("/node_modules/") || !/\bgraphql\(|GraphQLTada|\bgql\b/.test(code)) return;
        try {
          const compiled = compileDocuments(code, parseAst(code));
          return compiled === undefined ? undefined : { code: compiled, map: null };
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          this.error(error.message, error.position);
        }
      },
    },
  ];
}

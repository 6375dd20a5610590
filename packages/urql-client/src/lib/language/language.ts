import type { DocumentNode } from "graphql";
import { GqlError } from "../error.ts";

/**
 * What a built page has in place of `@0no-co/graphql.web`, a third of its size: documents are compiled, so nothing has to be read any
 * more, and what is sent is written as short as it can be. The Vite plugin puts it there.
 */
export * from "@0no-co/graphql.web";
export { print } from "./print.ts";

/** @throws {@link GqlError} `GQL_USAGE`, always. */
export function parse(): DocumentNode {
  throw new GqlError({
    kind: "usage",
    message:
      'This page reads no GraphQL: write documents as `graphql("…")`, or give the Vite plugin `{ readsDocuments: true }`.',
  });
}

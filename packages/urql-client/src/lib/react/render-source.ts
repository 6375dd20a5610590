import { createRequest } from "@urql/core";
import { readOp, type Dehydrated } from "../dehydrated.ts";
import type { DataSource, QuerySnapshot } from "../source.ts";

/**
 * What components read from while the server renders: the answers of this request and nothing else. Nothing is fetched, nothing
 * changes.
 */
export function createRenderSource(states: readonly (Dehydrated | null | undefined)[]): DataSource {
  return {
    open(document, variables) {
      const { key } = createRequest(document, variables);
      const snapshot = read(states, key);
      return {
        key,
        get: () => snapshot as never,
        subscribe: () => () => {},
        refetch() {},
        refresh() {},
        reseed() {},
        stop() {},
      };
    },
    hub: undefined,
  };
}

function read(states: readonly (Dehydrated | null | undefined)[], key: number): QuerySnapshot<unknown> {
  for (const state of states) {
    const op = state?.ops[key];
    if (state && op) return { data: readOp(op), error: undefined, status: "ssr", fetchedAt: state.at };
  }
  return { data: undefined, error: undefined, status: "loading", fetchedAt: 0 };
}

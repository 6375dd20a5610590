import { getOperationName, type Client, type OperationContext } from "@urql/core";
import { GqlError } from "../error.ts";
import { createSubject, type Observable } from "../observable.ts";
import type { MutationEntry } from "./entry.ts";
import type { MutationContext } from "./mutation-options.ts";
import type { PendingMutation } from "./pending.ts";
import { toResult } from "./result.ts";

/** Every mutation that is not settled, for the page to show: those under way, and the failed ones until they are retried or dismissed. */
export interface PendingList {
  mutations: Observable<readonly PendingMutation[]>;
  /** Something about those under way is different. */
  report(): void;
  /** Keeps a failed one until it is retried or dismissed. */
  fail(entry: MutationEntry, error: GqlError, client: Client): void;
  clear(): void;
}

/** @param entries The mutations under way, in order. */
export function createPendingList(entries: readonly MutationEntry[]): PendingList {
  const mutations = createSubject<readonly PendingMutation[]>([]);
  let failed: PendingMutation[] = [];
  const report = (): void => mutations.set([...entries.map(describe), ...failed]);

  return {
    mutations,
    report,
    fail(entry, error, client) {
      const forget = (): void => {
        failed = failed.filter((each) => each !== item);
        report();
      };
      const item: PendingMutation = {
        ...describe(entry),
        state: "failed",
        error,
        dismiss: forget,
        async retry() {
          forget();
          const { query, variables, context } = entry.original;
          const { requestPolicy, predict, lane } = context as OperationContext & MutationContext;
          const again = client.mutation<unknown>(query, variables, { requestPolicy, predict, lane });
          return toResult(await again.toPromise());
        },
      };
      failed = [...failed, item];
    },
    clear() {
      failed = [];
      report();
    },
  };
}

function describe({ id, original, state }: MutationEntry): PendingMutation {
  return {
    id,
    name: getOperationName(original.query as never),
    variables: (original.variables ?? {}) as Record<string, unknown>,
    state,
    retry: () => Promise.reject(new GqlError({ kind: "usage", message: "Not failed." })),
    dismiss: () => {},
  };
}

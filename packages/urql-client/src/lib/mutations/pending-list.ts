import { getOperationName, type Client } from "@urql/core";
import { GqlError, toGqlError } from "../error.ts";
import { createSubject, type Observable } from "../observable.ts";
import type { MutationEntry } from "./entry.ts";
import type { MutationResult, PendingMutation } from "./pending.ts";

/** Every mutation that is not settled, for the page to show: those under way, and the failed ones until they are retried or dismissed. */
export interface PendingList {
  mutations: Observable<readonly PendingMutation[]>;
  /** Something about those under way is different. */
  report(): void;
  /** Keeps a failed one for another try. @param onForgotten Called when it is retried or dismissed. */
  fail(entry: MutationEntry, error: GqlError, client: Client, onForgotten: () => void): void;
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
    fail(entry, error, client, onForgotten) {
      const forget = (): void => {
        if (!failed.includes(item)) return;
        failed = failed.filter((each) => each !== item);
        onForgotten();
        report();
      };
      const item: PendingMutation = {
        ...describe(entry),
        state: "failed",
        error,
        dismiss: forget,
        async retry(): Promise<MutationResult<unknown>> {
          forget();
          const { query, variables } = entry.original;
          const answer = await client.mutation(query, variables).toPromise();
          return answer.error
            ? { ok: false, error: toGqlError(answer.error) }
            : { ok: true, data: answer.data as unknown };
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
    retry: () =>
      Promise.reject(new GqlError({ kind: "usage", message: "Only a failed mutation can be retried." })),
    dismiss: () => {},
  };
}

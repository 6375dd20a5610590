import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { GqlError } from "../error.ts";
import type { MutationOptions } from "../mutations/mutation-options.ts";
import type { MutationResult } from "../mutations/result.ts";
import { useLiveContext } from "./context.ts";

/** What {@link useLiveMutation} knows about its calls. */
export interface MutationState {
  /** Whether a call is under way. */
  pending: boolean;
  /** Why the newest finished call failed. */
  error: GqlError | undefined;
}

const IDLE: MutationState = { pending: false, error: undefined };

/**
 * A mutation that is painted at once where its effect can be predicted, and sent in the order of the calls.
 * @param options How it is issued otherwise; the newest ones count.
 * @returns The function that runs it, whose promise never rejects, and the state of its calls.
 */
export function useLiveMutation<D, V extends AnyVariables>(
  document: TypedDocumentNode<D, V>,
  options?: MutationOptions<D, V>,
): [(variables: V) => Promise<MutationResult<D>>, MutationState] {
  const { client } = useLiveContext();
  const [state, setState] = useState(IDLE);
  const running = useRef(0);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => client?.prepare(document), [client, document]);

  const run = useCallback(
    async (variables: V): Promise<MutationResult<D>> => {
      if (!client) {
        const message = "The server is rendering; call it from an event handler.";
        return { ok: false, error: new GqlError({ kind: "usage", message }) };
      }
      running.current++;
      const answer = client.mutate(document, variables, latest.current);
      setState({ pending: true, error: undefined });
      const result = await answer;
      running.current--;
      setState({ pending: running.current > 0, error: result.ok ? undefined : result.error });
      return result;
    },
    [client, document],
  );
  return [run, state];
}

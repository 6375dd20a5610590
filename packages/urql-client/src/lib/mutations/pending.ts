import type { GqlError } from "../error.ts";
import type { MutationResult } from "./result.ts";

/** A mutation that is not settled: on its way, or failed and kept for another try. */
export interface PendingMutation {
  id: number;
  /** Name of the operation. */
  name: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  /** `waiting`: it, and what is queued behind it, is sent when the API can be reached again. */
  state: "queued" | "sending" | "waiting" | "failed";
  /** Why it failed; present in state `failed`. */
  error?: GqlError;
  /** Issues a failed mutation again. */
  retry(): Promise<MutationResult<unknown>>;
  /** Forgets a failed mutation. */
  dismiss(): void;
}

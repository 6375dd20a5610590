import { stringifyVariables } from "@urql/core";

/** @returns Data as text that is the same whatever the order of its keys, without types and rows of a ledger. */
export function plain(data: unknown): string {
  return stringifyVariables(
    JSON.parse(
      JSON.stringify(data ?? null, (key, value: unknown) =>
        key === "__typename" || key === "client_mutations" ? undefined : value,
      ),
    ),
  );
}

import { generate } from "./generated-files.ts";
import type { StepResult } from "./run-tool.ts";
import type { StepContext } from "./test-steps.ts";

/** Generates again and compares: what is checked in must be what the generators make of today's schema. */
export async function checkGenerated({ signal, environment }: StepContext): Promise<StepResult> {
  const { result, changed } = await generate({ signal, environment });
  if (changed.length === 0) return result;
  return {
    ok: false,
    output: `Out of date, and written anew just now; look at them and commit them:\n${changed.join("\n")}\n`,
  };
}

import type { CatalogType } from "../catalog/types.ts";
import { encodeValue } from "../plan/encode.ts";
import type { Parameter } from "../plan/parameter.ts";

/** A permission's text that stands for a variable of the session. */
export function isSessionVariable(value: unknown): value is string {
  return typeof value === "string" && /^x-hasura-/i.test(value);
}

/** A value of a permission: the name of a session variable, or a constant. */
export function metadataValue(value: unknown, type: CatalogType): Parameter {
  if (isSessionVariable(value)) {
    return { kind: "session", name: value.toLowerCase(), type };
  }
  if (Array.isArray(value) && value.some(isSessionVariable)) {
    throw new TypeError(
      "A list of a permission is one session variable (an array literal) or constants only",
    );
  }
  return { kind: "literal", text: encodeValue(value, type), type };
}

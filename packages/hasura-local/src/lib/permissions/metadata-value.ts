import type { CatalogType } from "../catalog/types.ts";
import { encodeValue } from "../plan/encode.ts";
import type { Parameter } from "../plan/parameter.ts";

const sessionVariable = /^x-hasura-/i;

/** A value of a permission: the name of a session variable, or a constant. */
export function metadataValue(value: unknown, type: CatalogType): Parameter {
  if (typeof value === "string" && sessionVariable.test(value)) {
    return { kind: "session", name: value.toLowerCase(), type };
  }
  if (Array.isArray(value) && value.some((item) => typeof item === "string" && sessionVariable.test(item))) {
    throw new TypeError(
      "A list of a permission is one session variable (an array literal) or constants only",
    );
  }
  return { kind: "literal", text: encodeValue(value, type), type };
}

import type { RequestVariables, VariableRead } from "../plan/request-variables.ts";
import type { CompiledOperation } from "./compile-operation.ts";
import { Lru } from "./lru.ts";

interface Variant {
  /** The variables' values that the compilation relied on. */
  reads: readonly VariableRead[];
  compiled: CompiledOperation;
}

const MAX_PLANS = 1000;
/** How many values of the variables that decide a plan are remembered side by side. */
const MAX_VARIANTS = 8;
/** Longer shapes (inserts of many rows) are not worth remembering. */
const MAX_SHAPE = 4000;

/** Compiled operations by document, operation, role and what they relied on in the variables; bounded. */
export class PlanCache {
  readonly #plans = new Lru<Variant[]>(MAX_PLANS);

  /**
   * @param key document, operation name and role.
   * @param compile plans and compiles; its reads of variables are taken from `variables`.
   */
  get(key: string, variables: RequestVariables, compile: () => CompiledOperation): CompiledOperation {
    const shape = variables.shape();
    if (shape.length > MAX_SHAPE) return compile();
    const full = `${shape}\n${key}`;
    const variants = this.#plans.get(full) ?? [];
    const known = variants.find((variant) => variables.agreesWith(variant.reads));
    if (known !== undefined) return known.compiled;
    const compiled = compile();
    const kept = variants.length >= MAX_VARIANTS ? variants.slice(1) : variants;
    this.#plans.set(full, [...kept, { reads: [...variables.reads], compiled }]);
    return compiled;
  }
}

/** It worked; `value` is what the caller asked for. */
export interface Done<Value> {
  kind: "done";
  value: Value;
}

/** It cannot be done, now or later; the caller is told why. */
export interface Refused {
  kind: "refused";
  /** Stable, in kebab case. */
  code: string;
  /** What to do next. */
  message: string;
}

/** How a function ends when nothing unexpected happens. */
export type Outcome<Value> = Done<Value> | Refused;

export function done<Value>(value: Value): Done<Value> {
  return { kind: "done", value };
}

export function refused(code: string, message: string): Refused {
  return { kind: "refused", code, message };
}

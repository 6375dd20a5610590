/** It worked; `value` is what the caller asked for, or a word for the delivery log. */
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

/** It cannot be done now; whoever called is asked to call again. */
export interface RetryLater {
  kind: "retry-later";
  /** Why, for the delivery log. */
  reason: string;
  afterSeconds: number;
}

/** It will never be done, and calling again would not help; somebody should know. */
export interface GiveUp {
  kind: "give-up";
  reason: string;
}

/** How an action ends when nothing unexpected happens. */
export type ActionOutcome<Value> = Done<Value> | Refused;

/** How a delivery (an event, a tick of the clock, a callback) ends when nothing unexpected happens. */
export type DeliveryOutcome = Done<string> | RetryLater | GiveUp;

export function done<Value>(value: Value): Done<Value> {
  return { kind: "done", value };
}

export function refused(code: string, message: string): Refused {
  return { kind: "refused", code, message };
}

/** @param afterSeconds Whole seconds until the next delivery. */
export function retryLater(reason: string, afterSeconds = 5): RetryLater {
  return { kind: "retry-later", reason, afterSeconds: Math.max(1, Math.ceil(afterSeconds)) };
}

export function giveUp(reason: string): GiveUp {
  return { kind: "give-up", reason };
}

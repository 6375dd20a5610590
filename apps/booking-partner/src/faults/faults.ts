import { z } from "zod";

const probability = z.number().min(0).max(1).default(0);
const milliseconds = z.number().int().min(0).max(3_600_000).default(0);

const schema = z.strictObject({
  /** Repeats the draws; they restart when faults are set with a seed. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  /** Every request is answered 503 and no callback is sent. */
  down: z.boolean().default(false),
  /** Answers come `delayMs` after they were decided. */
  delay: probability,
  delayMs: milliseconds,
  /** 503 before anything was done. */
  unavailable: probability,
  /** 429 before anything was done. */
  tooManyRequests: probability,
  /** Never answered; whether anything was done is drawn too, one half each. */
  hang: probability,
  /** Decided and committed, then the connection is cut instead of an answer. */
  loseAnswer: probability,
  /** A callback is delivered twice. */
  duplicateCallback: probability,
  /** Each delivery waits for a time drawn from 0 to this: callbacks overtake one another. */
  callbackDelayMs: milliseconds,
});

/** What goes wrong: probabilities from 0 to 1, times in milliseconds. */
export type Faults = z.infer<typeof schema>;

/** Nothing goes wrong. */
export const noFaults: Faults = schema.parse({});

/**
 * @param given Some or all of the faults.
 * @param present What holds for those that are not given.
 * @throws {TypeError} naming what is unknown or out of range
 */
export function parseFaults(given: unknown, present: Faults = noFaults): Faults {
  const merged = typeof given === "object" && given !== null ? { ...present, ...given } : given;
  const parsed = schema.safeParse(merged);
  if (parsed.success) return parsed.data;
  throw new TypeError(`Faults are not understood: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
}

import { z } from "zod";
import { GRANT_TYPES } from "../counters.ts";

const probability = z.number().min(0).max(1).default(0);

/** The endpoints that can go wrong. */
export const ENDPOINTS = ["authorize", "token", "revoke", "userinfo", "keySet"] as const;

/** One of {@link ENDPOINTS}. */
export type Endpoint = (typeof ENDPOINTS)[number];

const schema = z.strictObject({
  /** Repeats the draws; they restart whenever faults are set. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  /** What goes wrong. */
  endpoints: z.array(z.enum(ENDPOINTS)).default(["token"]),
  /** Requests of which grants go wrong at the token endpoint. */
  grants: z.array(z.enum(GRANT_TYPES)).default([...GRANT_TYPES]),
  /** After so many faults nothing goes wrong any more; null: no end. */
  times: z.number().int().min(0).nullable().default(null),
  /** Only the first request with a code or refresh token goes wrong: one who asks again gets through. */
  firstUseOnly: z.boolean().default(false),
  /** The connection is cut before anything was done. */
  dropBefore: probability,
  /** 429 with `Retry-After`, before anything was done. */
  tooManyRequests: probability,
  /** Seconds in `Retry-After`. */
  retryAfter: z.number().int().min(0).max(3600).default(1),
  /** 500 before anything was done. */
  serverError: probability,
  /** 403 without a body, as a firewall in front of the tenant answers, before anything was done. */
  forbidden: probability,
  /** 403 `invalid_grant` at the token endpoint, though the token is good and stays so. */
  invalidGrant: probability,
  /** Committed, then the connection is cut instead of an answer. */
  loseAnswer: probability,
  /** The answer comes `delayMs` after its commit. */
  delay: probability,
  delayMs: z.number().int().min(0).max(3_600_000).default(0),
});

/** What goes wrong: probabilities from 0 to 1. */
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

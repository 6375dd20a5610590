import { createHash } from "node:crypto";
import type { GrantType } from "../counters.ts";
import type { Endpoint, Faults } from "./faults.ts";

/** What faults are chosen by. */
export interface FaultyRequest {
  endpoint: Endpoint;
  /** At the token endpoint. */
  grant?: GrantType | "other";
  /** The code or refresh token that it shows. */
  credential?: string;
}

/** What can happen instead of an answer, before anything was done; most drastic first. */
const REFUSALS = ["dropBefore", "tooManyRequests", "serverError", "forbidden", "invalidGrant"] as const;

/** What goes wrong with one request. */
export interface RequestFault {
  refuse?: (typeof REFUSALS)[number];
  loseAnswer: boolean;
  /** Between the commit and its answer. */
  delayMs: number;
}

/** Decides what goes wrong. */
export interface FaultInjector {
  /** What goes wrong from now on. */
  readonly faults: Faults;
  /** Draws start again from the seed, and every credential counts as unused. */
  set(faults: Faults): void;
  /** @returns What goes wrong with this request; undefined: nothing. */
  forRequest(request: FaultyRequest): RequestFault | undefined;
}

/** @param initial What goes wrong from the start. */
export function createFaultInjector(initial: Faults): FaultInjector {
  let faults = initial;
  let requests = 0;
  let seen = new Set<string>();

  /** The same for the same seed, request and fault: what one fault is set to does not shift another's draws. */
  const happens = (fault: (typeof REFUSALS)[number] | "loseAnswer" | "delay"): boolean => {
    const digest = createHash("sha256").update(`${faults.seed}:${requests}:${fault}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48 < faults[fault];
  };
  const isConcerned = ({ endpoint, grant, credential }: FaultyRequest): boolean => {
    const isFirst = credential === undefined || !seen.has(credential);
    if (credential !== undefined && faults.firstUseOnly) seen.add(credential);
    if (faults.times === 0 || !faults.endpoints.includes(endpoint)) return false;
    if (grant !== undefined && (grant === "other" || !faults.grants.includes(grant))) return false;
    return isFirst || !faults.firstUseOnly;
  };

  return {
    get faults() {
      return faults;
    },
    set(next) {
      faults = next;
      requests = 0;
      seen = new Set();
    },
    forRequest(request) {
      if (!isConcerned(request)) return undefined;
      requests += 1;
      const drawn = REFUSALS.filter(happens);
      const fault = {
        refuse: drawn.find((refusal) => refusal !== "invalidGrant" || request.endpoint === "token"),
        loseAnswer: happens("loseAnswer"),
        delayMs: happens("delay") ? faults.delayMs : 0,
      };
      if (fault.refuse === undefined && !fault.loseAnswer && fault.delayMs === 0) return undefined;
      if (faults.times !== null) faults = { ...faults, times: faults.times - 1 };
      return fault;
    },
  };
}

import { setTimeout as pause } from "node:timers/promises";
import { GRANT_TYPES, type Counters, type GrantCounters } from "../counters.ts";
import type { Context, Middleware } from "../http/middleware.ts";
import { formOf } from "../tokens/token-request.ts";
import { answerInvalidGrant, oauthErrorOf } from "../tokens/token-response.ts";
import type { FaultInjector, FaultyRequest, RequestFault } from "./fault-injector.ts";
import type { Endpoint } from "./faults.ts";

const ENDPOINT_BY_PATH: Record<string, Endpoint> = {
  "/authorize": "authorize",
  "/oauth/token": "token",
  "/oauth/revoke": "revoke",
  "/userinfo": "userinfo",
  "/.well-known/jwks.json": "keySet",
};

/** Sends answers as the faults have it, and counts both. What it wraps has committed when it returns. */
export function faultyAnswers(faults: FaultInjector, counters: Counters): Middleware {
  return async (ctx, next) => {
    const endpoint = ENDPOINT_BY_PATH[ctx.path];
    if (endpoint === undefined) return next();
    const request = toFaultyRequest(ctx, endpoint);
    const settle = countRequest(counters, request);
    const fault = faults.forRequest(request);
    if (fault) counters.faults += 1;
    if (fault?.refuse) {
      settle(fault.refuse);
      return refuse(ctx, fault.refuse, faults.faults.retryAfter);
    }
    await next();
    settle(
      fault?.loseAnswer ? "lost" : (oauthErrorOf(ctx.body) ?? (ctx.status < 400 ? "ok" : `${ctx.status}`)),
    );
    // Nobody waits for an answer of a process that ends.
    if (fault && fault.delayMs > 0) await pause(fault.delayMs, undefined, { ref: false });
    if (fault?.loseAnswer) cut(ctx);
  };
}

function toFaultyRequest(ctx: Context, endpoint: Endpoint): FaultyRequest {
  const form = endpoint === "token" ? formOf(ctx.req) : undefined;
  if (!form) return { endpoint };
  const grant = GRANT_TYPES.find((known) => known === form.get("grant_type")) ?? "other";
  return { endpoint, grant, credential: form.get("refresh_token") ?? form.get("code") ?? undefined };
}

/** @returns Counts what became of it. */
function countRequest(counters: Counters, { endpoint, grant }: FaultyRequest): (outcome: string) => void {
  if (endpoint !== "token") {
    counters[endpoint] += 1;
    return () => {};
  }
  const counter: GrantCounters = counters.token[grant ?? "other"];
  counter.arrived += 1;
  return (outcome) => {
    counter.outcomes[outcome] = (counter.outcomes[outcome] ?? 0) + 1;
  };
}

function refuse(ctx: Context, refusal: NonNullable<RequestFault["refuse"]>, retryAfter: number): void {
  ctx.set("cache-control", "no-store");
  switch (refusal) {
    case "dropBefore":
      return cut(ctx);
    case "tooManyRequests":
      ctx.set("retry-after", String(retryAfter));
      ctx.body = { error: "too_many_requests", error_description: "Global limit has been reached." };
      ctx.status = 429;
      return;
    case "serverError":
      ctx.body = "Internal Server Error";
      ctx.status = 500;
      return;
    case "forbidden":
      // The body first: Koa takes its absence for 204.
      ctx.body = null;
      ctx.status = 403;
      return;
    case "invalidGrant":
      return answerInvalidGrant(ctx);
  }
}

function cut(ctx: Context): void {
  ctx.respond = false;
  ctx.res.destroy();
}

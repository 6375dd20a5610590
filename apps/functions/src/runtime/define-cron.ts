import type { CronEvent } from "@potluck/contracts";
import type { z } from "zod";
import type { FunctionContext } from "../context.ts";
import { defineFunction, openFromApi, type FunctionDefinition } from "./define-function.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import { toDeliveryResponse } from "./respond.ts";

/** What is particular to one cron trigger. */
export interface CronOptions<Call extends CronEvent> {
  /** In kebab case, as in its address. */
  name: string;
  /** The schema of the call; `cronEvent` of the contracts where the trigger has no payload of its own. */
  input: z.ZodType<Call>;
  /** Runs once or more for each tick; calls can be late and can overlap. */
  run: (call: Call, context: FunctionContext) => Promise<DeliveryOutcome>;
}

/** Defines the handler of a Hasura cron trigger, at `/cron/<name>`. */
export function defineCron<Call extends CronEvent>(options: CronOptions<Call>): FunctionDefinition {
  return defineFunction({
    path: `/cron/${options.name}`,
    open: openFromApi,
    payload: options.input,
    run: options.run,
    respond: toDeliveryResponse,
  });
}

import { hasuraEvent, type HasuraEvent } from "@potluck/contracts";
import type { z } from "zod";
import type { FunctionContext } from "../context.ts";
import { defineFunction, openFromApi, type FunctionDefinition } from "./define-function.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import { toDeliveryResponse } from "./respond.ts";

/** What is particular to one event. */
export interface EventOptions<Row extends z.ZodType> {
  /** In kebab case, as in its address. */
  name: string;
  /** What it reads of the table's row. */
  input: Row;
  /** Runs once or more for each event, in any order. */
  run: (event: HasuraEvent<z.output<Row>>, context: FunctionContext) => Promise<DeliveryOutcome>;
}

/** Defines the handler of a Hasura event trigger, at `/events/<name>`. */
export function defineEvent<Row extends z.ZodType>(options: EventOptions<Row>): FunctionDefinition {
  return defineFunction({
    path: `/events/${options.name}`,
    open: openFromApi,
    // Inference stops at a generic schema; this is what it parses to.
    payload: hasuraEvent(options.input) as unknown as z.ZodType<HasuraEvent<z.output<Row>>>,
    run: options.run,
    respond: toDeliveryResponse,
  });
}

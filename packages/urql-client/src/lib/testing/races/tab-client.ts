import type { BrowserClient } from "../../browser/client.ts";
import type { QuerySnapshot } from "../../source.ts";
import type { QueryName } from "./plan.ts";

/** What a page is made with. */
export interface TabClient extends Pick<BrowserClient, "mutate" | "dispose"> {
  /** Puts a query on screen, live. */
  open(name: QueryName): { get(): QuerySnapshot<unknown> };
  /** Whether a mutation has neither been answered nor failed. */
  isPending(): boolean;
}

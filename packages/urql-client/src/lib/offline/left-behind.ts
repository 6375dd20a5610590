import { parse } from "@0no-co/graphql.web";
import type { DocumentNode } from "graphql";
import type { Variables } from "../documents/ast.ts";
import { mutationFacts } from "../documents/mutation-facts.ts";
import { GqlError } from "../error.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { StoredChange } from "./change-store.ts";
import { interrupted, outdated } from "./failures.ts";
import { repeatability, type Repeatability } from "./repeatable.ts";

/** A change that a page left behind, and what can be done with it. */
export interface LeftBehind {
  query: DocumentNode;
  variables: Variables;
  how: Repeatability;
  /** Whether it may be painted; not when that would count twice what has been done already. */
  isPainted: boolean;
  /** Why it is left to the person, if it is. */
  error: GqlError | undefined;
}

/** @returns What becomes of a change whose page is gone: it is sent, or left to the person when that is not safe. */
export function readLeftBehind(change: StoredChange, index: ModelIndex, hasLedger: boolean): LeftBehind {
  const { variables, failure, isSent, at } = change;
  const query = parse(change.query, { noLocation: true }) as unknown as DocumentNode;
  const facts = mutationFacts(query, variables, index);
  const how = repeatability(query, facts, index, hasLedger);
  const error = failure
    ? new GqlError(failure)
    : (outdated(at) ?? (isSent && how === "never" ? interrupted() : undefined));
  // What the server has read may hold it already, if it was sent.
  return { query, variables, how, error, isPainted: facts.idempotent || !isSent };
}
